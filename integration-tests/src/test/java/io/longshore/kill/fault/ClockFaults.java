package io.longshore.kill.fault;

import io.longshore.kill.fault.Fault.Outcome;
import io.longshore.kill.site.Disturbances.Disturbance;
import io.longshore.kill.site.Disturbances.Part;
import io.longshore.kill.site.Rest;
import io.longshore.kill.site.Server;
import io.longshore.kill.site.Site;
import io.longshore.kill.site.WallClock;
import java.time.Duration;
import java.util.List;

/** Wall clocks are set while imports are under way: felt where somebody reads the clock afterwards. */
final class ClockFaults {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration READ = Duration.ofSeconds(5);

    private final Site site;
    private final Openings openings;

    ClockFaults(Site site, Openings openings) {
        this.site = site;
        this.openings = openings;
    }

    /** A process of Longshore's is an hour ahead, or back, from one moment to the next. */
    Outcome longshore(FaultPlan plan) {
        List<Server> there =
                site.longshore().stream().filter(Server::isAvailable).toList();
        Server server = there.get(plan.choice() % there.size());
        // An API counts by that clock how long connections have been idle, and closes them: clients find out one by
        // one.
        Disturbance connections = site.disturbances().begin(Part.API, server.name());
        Outcome outcome = jump(server, plan.hold() < 0.5 ? HOUR : HOUR.negated());
        connections.end();
        return outcome;
    }

    /** PostgreSQL is an hour ahead: every lease that is held has run out long ago, and its holders know nothing of it. */
    Outcome database(FaultPlan plan) {
        List<Disturbance> leases = site.apis().stream()
                .map(api -> site.disturbances().begin(Part.LEASE, api.server().name()))
                .toList();
        Outcome outcome = jump(site.database(), HOUR);
        leases.forEach(Disturbance::end);
        return outcome;
    }

    private Outcome jump(Server server, Duration by) {
        server.requireAlive();
        List<Openings.Open> imports = openings.imports();
        if (imports.isEmpty()) {
            return new Outcome.NothingAtWork();
        }
        var moved = openings.moved(imports);
        WallClock clock = site.clockOf(server);
        clock.jump(by);
        long at = System.nanoTime();
        return Rest.until(READ, clock::isSeen)
                ? new Outcome.Felt(
                        server.name() + " by " + by.toHours() + " h, " + imports.size() + " open imports", at, moved)
                : new Outcome.NotFelt();
    }
}
