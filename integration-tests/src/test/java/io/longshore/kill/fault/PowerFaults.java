package io.longshore.kill.fault;

import io.longshore.kill.fault.Fault.Outcome;
import io.longshore.kill.site.Disturbances.Disturbance;
import io.longshore.kill.site.Disturbances.Part;
import io.longshore.kill.site.RunView.Attempt;
import io.longshore.kill.site.Server;
import io.longshore.kill.site.Site;
import java.util.List;

/** The machines that Longshore runs on lose their power, in the middle of attempts. */
final class PowerFaults {

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
        all.forEach(Server::freeze);
        List<Attempt> attempts = openings.attempts(openings.imports());
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
}
