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
import java.util.function.BooleanSupplier;

/** Temporal and PostgreSQL die, stop, or lose what they knew. */
final class ServerFaults {

    private static final int HEARTBEAT_MILLIS = 5_000;
    private static final Duration SAID_SO = Duration.ofSeconds(5);

    private final Site site;
    private final Openings openings;

    ServerFaults(Site site, Openings openings) {
        this.site = site;
        this.openings = openings;
    }

    /** SIGKILL of Temporal, in the middle of attempts. */
    Outcome killTemporal(FaultPlan plan) {
        return temporalAway(() -> {
            site.temporal().kill();
            Rest.of(plan.between(200, 4_000));
            up(site.temporal());
        });
    }

    /** SIGSTOP of Temporal for longer than any attempt may be silent: they all get living twins. */
    Outcome freezeTemporal(FaultPlan plan) {
        return temporalAway(() -> {
            site.temporal().freeze();
            Rest.of(plan.between(HEARTBEAT_MILLIS + 1_500, HEARTBEAT_MILLIS + 5_000));
            site.temporal().thaw();
        });
    }

    private Outcome temporalAway(Runnable away) {
        site.temporal().requireAlive();
        List<Openings.Open> imports = openings.imports();
        List<Attempt> attempts = openings.attempts(imports);
        if (attempts.isEmpty()) {
            return new Outcome.NothingAtWork();
        }
        long at = System.nanoTime();
        away.run();
        BooleanSupplier moved = openings.moved(imports);
        return new Outcome.Felt(
                Openings.words(attempts), at, () -> site.runs().open().isPresent() && moved.getAsBoolean());
    }

    /** Temporal's database is deleted: no run is known any more, and every import that had one ends, and says so. */
    Outcome forgetRuns(FaultPlan plan) {
        site.temporal().requireAlive();
        site.temporal().freeze();
        List<Openings.Open> imports = openings.imports();
        if (imports.isEmpty()) {
            site.temporal().thaw();
            return new Outcome.NothingAtWork();
        }
        site.temporal().kill();
        long at = System.nanoTime();
        // Also those whose run has not begun, or begins now with what its worker was told last.
        List<Disturbance> disturbances = openings.accepted().stream()
                .map(id -> site.disturbances().begin(Part.RUN, id))
                .toList();
        site.forgetRuns();
        Rest.of(plan.between(0, 2_000));
        up(site.temporal());
        disturbances.forEach(Disturbance::end);
        return new Outcome.Felt(imports.size() + " open runs", at, openings.ended(imports));
    }

    /** SIGKILL of PostgreSQL, all of it: felt where the API has to say so. */
    Outcome killDatabase(FaultPlan plan) {
        return databaseAway(plan, site.database()::kill, () -> up(site.database()), 200, 5_000);
    }

    /** SIGSTOP of PostgreSQL: felt where the API cannot answer in time. */
    Outcome freezeDatabase(FaultPlan plan) {
        return databaseAway(plan, site.database()::freeze, site.database()::thaw, 2_000, 6_000);
    }

    private Outcome databaseAway(FaultPlan plan, Runnable away, Runnable back, int least, int most) {
        site.database().requireAlive();
        List<Openings.Open> imports = openings.imports();
        if (imports.isEmpty()) {
            return new Outcome.NothingAtWork();
        }
        BooleanSupplier moved = openings.moved(imports);
        var disturbance =
                site.disturbances().begin(Part.DATABASE, site.database().name());
        away.run();
        long at = System.nanoTime();
        boolean felt = Rest.until(SAID_SO, () -> !site.apisAnswer());
        Rest.of(plan.between(least, most));
        back.run();
        disturbance.end();
        return felt
                ? new Outcome.Felt(
                        imports.size() + " open imports", at, () -> site.apisAnswer() && moved.getAsBoolean())
                : new Outcome.NotFelt();
    }

    private static void up(Server server) {
        server.launch();
        server.awaitUp();
    }
}
