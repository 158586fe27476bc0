package io.longshore.kill.fault;

import io.longshore.kill.fault.Fault.Outcome;
import io.longshore.kill.site.Disturbances.Part;
import io.longshore.kill.site.Rest;
import io.longshore.kill.site.Server;
import io.longshore.kill.site.Site;
import io.longshore.kill.traffic.Api;
import java.time.Duration;
import java.util.List;

/** The API dies, or stops, while calls that change something are under way. */
final class ApiFaults {

    private static final Duration BROKEN_OFF = Duration.ofSeconds(3);
    private static final Duration UPLOADS = Duration.ofSeconds(5);

    private final Site site;
    private final Api calls;
    private final Slow slow;

    ApiFaults(Site site, Api calls, Slow slow) {
        this.site = site;
        this.calls = calls;
        this.slow = slow;
    }

    /** SIGKILL: felt where a call is broken off. */
    Outcome kill(FaultPlan plan) {
        Server api = chosen(plan);
        api.requireAlive();
        if (!Rest.until(UPLOADS, () -> !calls.changesInFlight(api).isEmpty())) {
            return new Outcome.NothingAtWork();
        }
        api.freeze();
        int open = calls.changesInFlight(api).size();
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
        return felt ? new Outcome.Felt(words(api, open), at, api::answers) : new Outcome.NotFelt();
    }

    /** SIGSTOP for some seconds: felt where a call has to wait. */
    Outcome freeze(FaultPlan plan) {
        Server api = chosen(plan);
        api.requireAlive();
        api.freeze();
        long at = System.nanoTime();
        int open = calls.changesInFlight(api).size();
        if (open > 0) {
            Rest.of(plan.between(2_000, 5_000));
        }
        api.thaw();
        return open > 0 ? new Outcome.Felt(words(api, open), at, api::answers) : new Outcome.NothingAtWork();
    }

    /**
     * SIGSTOP until the images that it was writing have been put back by another one, then SIGCONT: it goes on writing. Felt where it was
     * in the middle of a PUT.
     */
    Outcome freezeLong(FaultPlan plan) {
        slow.await();
        Server api = chosen(plan);
        api.requireAlive();
        if (!Rest.until(UPLOADS, () -> !uploads(api).isEmpty())) {
            return new Outcome.NothingAtWork();
        }
        api.freeze();
        List<String> uploads = written(uploads(api));
        if (uploads.isEmpty()) {
            api.thaw();
            return new Outcome.NothingAtWork();
        }
        long at = System.nanoTime();
        var lease = site.disturbances().begin(Part.LEASE, api.name());
        // When it goes on, connections have been idle for longer than it lets them be, and it closes them unread.
        var connections = site.disturbances().begin(Part.API, api.name());
        slow.leave(api, plan.between(50_000, 65_000), () -> {
            api.thaw();
            lease.end();
            connections.end();
        });
        return new Outcome.Felt(
                words(api, uploads.size()),
                at,
                () -> api.isAvailable() && written(uploads).isEmpty());
    }

    private List<String> uploads(Server api) {
        return calls.changesInFlight(api).stream()
                .filter(path -> path.endsWith("/file") || path.endsWith("/stage"))
                .toList();
    }

    /** Those of images that are being written. */
    private List<String> written(List<String> uploads) {
        return uploads.stream()
                .filter(path -> site.records()
                                .countNow(
                                        "select count(*) from images where id = ?::uuid and writer is not null",
                                        path.split("/", -1)[3])
                                .orElse(1L)
                        == 1)
                .toList();
    }

    private Server chosen(FaultPlan plan) {
        List<Server> there = site.apis().stream()
                .map(Site.ApiAddress::server)
                .filter(Server::isAvailable)
                .toList();
        return there.get(plan.choice() % there.size());
    }

    private static String words(Server api, int open) {
        return api.name() + ", " + open + " calls that change something";
    }
}
