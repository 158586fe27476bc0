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

/** Workers die, or stop and come back as zombies, in the middle of attempts. */
final class WorkerFaults {

    private static final int HEARTBEAT_MILLIS = 5_000;
    private static final Duration GIVEN_UP = Duration.ofSeconds(6);

    private final Site site;
    private final Openings openings;
    private final Slow slow;

    WorkerFaults(Site site, Openings openings, Slow slow) {
        this.site = site;
        this.openings = openings;
        this.slow = slow;
    }

    /** SIGKILL. It is stopped first, and looked at: what it is at then it is at when it dies. */
    Outcome kill(FaultPlan plan) {
        return stopped(plan, (worker, attempts) -> {
            worker.kill();
            long at = System.nanoTime();
            Rest.of(plan.between(0, 1_500));
            worker.launch();
            return new Outcome.Felt(words(worker, attempts), at, openings.takenUp(attempts));
        });
    }

    /**
     * SIGSTOP until Temporal has given up an attempt of it, then SIGCONT: it goes on as if nothing had happened. Felt where an attempt
     * was given up.
     */
    Outcome freeze(FaultPlan plan) {
        return stopped(plan, (worker, attempts) -> {
            long at = System.nanoTime();
            Rest.of(plan.between(HEARTBEAT_MILLIS + 1_500, HEARTBEAT_MILLIS + 3_500));
            boolean zombie = Rest.until(GIVEN_UP, () -> openings.areGivenUp(attempts));
            worker.thaw();
            return zombie
                    ? new Outcome.Felt(words(worker, attempts), at, openings.takenUp(attempts))
                    : new Outcome.NotFelt();
        });
    }

    /** SIGKILL, and nobody starts it again until its host has counted as lost for a while: others take its place. */
    Outcome lose(FaultPlan plan) {
        slow.await();
        return stopped(plan, (worker, attempts) -> {
            worker.kill();
            long at = System.nanoTime();
            Disturbance staging = site.disturbances().begin(Part.STAGING, worker.name());
            slow.leave(worker, plan.between(70_000, 85_000), () -> {
                worker.launch();
                staging.end();
            });
            return new Outcome.Felt(words(worker, attempts), at, openings.takenUp(attempts));
        });
    }

    /** SIGSTOP until its host has counted as lost for a while, then SIGCONT. */
    Outcome freezeLong(FaultPlan plan) {
        slow.await();
        return stopped(plan, (worker, attempts) -> {
            long at = System.nanoTime();
            Disturbance staging = site.disturbances().begin(Part.STAGING, worker.name());
            slow.leave(worker, plan.between(70_000, 85_000), () -> {
                worker.thaw();
                staging.end();
            });
            return new Outcome.Felt(words(worker, attempts), at, openings.takenUp(attempts));
        });
    }

    private static String words(Server worker, List<Attempt> attempts) {
        return worker.name() + ", " + Openings.words(attempts);
    }

    private interface Blow {
        Outcome fall(Server worker, List<Attempt> attempts);
    }

    private Outcome stopped(FaultPlan plan, Blow blow) {
        List<Server> workers =
                site.workers().stream().filter(Server::isAvailable).toList();
        for (int i = 0; i < workers.size(); i++) {
            Server worker = workers.get((plan.choice() + i) % workers.size());
            worker.requireAlive();
            worker.freeze();
            List<Attempt> attempts = openings.attemptsOf(worker);
            if (!attempts.isEmpty()) {
                return blow.fall(worker, attempts);
            }
            worker.thaw();
        }
        return new Outcome.NothingAtWork();
    }
}
