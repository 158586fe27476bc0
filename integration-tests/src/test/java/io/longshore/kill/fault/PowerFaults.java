package io.longshore.kill.fault;

import io.longshore.kill.fault.Fault.Outcome;
import io.longshore.kill.site.Disturbances.Disturbance;
import io.longshore.kill.site.Disturbances.Part;
import io.longshore.kill.site.Rest;
import io.longshore.kill.site.RunView.Attempt;
import io.longshore.kill.site.Server;
import io.longshore.kill.site.Site;
import java.time.Duration;
import java.util.List;

/** The machines that Longshore runs on lose their power, in the middle of attempts. */
final class PowerFaults {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration A_WHILE = Duration.ofSeconds(1);

    private final Site site;
    private final Openings openings;
    private final Slow slow;

    PowerFaults(Site site, Openings openings, Slow slow) {
        this.site = site;
        this.openings = openings;
        this.slow = slow;
    }

    /**
     * All of Longshore's processes are killed at one moment, and its stores and staging hold what was made durable before. Felt where
     * something was forgotten.
     */
    Outcome cut(FaultPlan plan) {
        slow.await();
        List<Server> all = site.longshore();
        all.forEach(Server::requireAlive);
        if (!Rest.until(PATIENCE, () -> !atWork(all).isEmpty())) {
            return new Outcome.NothingAtWork();
        }
        // Who has just begun has written nothing yet that could be forgotten.
        Rest.of(A_WHILE);
        all.forEach(Server::freeze);
        List<Attempt> attempts = atWork(all);
        if (attempts.isEmpty()) {
            all.forEach(Server::thaw);
            return new Outcome.NothingAtWork();
        }
        List<Disturbance> disturbances = all.stream()
                .map(server -> site.disturbances().begin(Part.API, server.name()))
                .toList();
        Disturbance staging = site.disturbances().begin(Part.STAGING, "power");
        all.forEach(Server::kill);
        long at = System.nanoTime();
        int forgotten = site.forgetWhatIsNotDurable();
        all.forEach(Server::launch);
        all.forEach(Server::awaitUp);
        disturbances.forEach(Disturbance::end);
        staging.end();
        return forgotten > 0
                ? new Outcome.Felt(
                        forgotten + " files forgotten, " + Openings.words(attempts), at, openings.takenUp(attempts))
                : new Outcome.NotFelt();
    }

    /** Attempts of processes that were killed before count as begun at Temporal until their heartbeats run out. */
    private List<Attempt> atWork(List<Server> all) {
        return openings.attempts(openings.imports()).stream()
                .filter(attempt -> all.stream().anyMatch(attempt::isOf))
                .toList();
    }
}
