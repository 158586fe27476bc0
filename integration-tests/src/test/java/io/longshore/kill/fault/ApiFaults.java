package io.longshore.kill.fault;

import io.longshore.kill.fault.Fault.Outcome;
import io.longshore.kill.site.Disturbances.Part;
import io.longshore.kill.site.Rest;
import io.longshore.kill.site.Server;
import io.longshore.kill.site.Site;
import io.longshore.kill.traffic.Api;
import java.time.Duration;

/** The API dies, or stops, while calls that change something are under way. */
final class ApiFaults {

    private static final Duration BROKEN_OFF = Duration.ofSeconds(3);

    private final Site site;
    private final Api calls;

    ApiFaults(Site site, Api calls) {
        this.site = site;
        this.calls = calls;
    }

    /** SIGKILL: felt where a call is broken off. */
    Outcome kill(FaultPlan plan) {
        Server api = site.api();
        api.requireAlive();
        api.freeze();
        long open = calls.changesInFlight();
        if (open == 0) {
            api.thaw();
            return new Outcome.NothingAtWork();
        }
        long brokenOff = calls.brokenOff();
        var disturbance = site.disturbances().begin(Part.API, api.name());
        api.kill();
        long at = System.nanoTime();
        boolean felt = Rest.until(BROKEN_OFF, () -> calls.brokenOff() > brokenOff);
        Rest.of(plan.between(0, 1_500));
        api.launch();
        api.awaitUp();
        disturbance.end();
        return felt ? new Outcome.Felt(words(open), at, api::answers) : new Outcome.NotFelt();
    }

    /** SIGSTOP for some seconds: felt where a call has to wait. */
    Outcome freeze(FaultPlan plan) {
        Server api = site.api();
        api.requireAlive();
        api.freeze();
        long at = System.nanoTime();
        long open = calls.changesInFlight();
        if (open > 0) {
            Rest.of(plan.between(2_000, 5_000));
        }
        api.thaw();
        return open > 0 ? new Outcome.Felt(words(open), at, api::answers) : new Outcome.NothingAtWork();
    }

    private static String words(long open) {
        return open + " calls that change something";
    }
}
