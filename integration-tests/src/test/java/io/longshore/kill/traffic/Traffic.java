package io.longshore.kill.traffic;

import io.longshore.kill.site.Rest;
import io.longshore.kill.site.Site;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Several clients, each with one journey after another. */
public final class Traffic implements AutoCloseable {

    private static final int BLOCK = 64 << 20;
    private static final int KEPT = 4;
    private static final Duration BREATH = Duration.ofMillis(20);
    private static final long UPLOAD_BYTES_PER_SECOND = 40L << 20;

    private final Site site;
    private final ImageSource source;
    private final Api api;
    private final Counts counts;
    private final Closings closings;
    private final long seed;
    private final byte[] block;
    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger travelling = new AtomicInteger();
    private final Deque<Journey> kept = new ArrayDeque<>();
    private volatile boolean paused;
    private volatile boolean ended;

    public Traffic(Site site, ImageSource source, Counts counts, long seed) {
        this.site = site;
        this.source = source;
        this.api = new Api(site);
        this.counts = counts;
        this.closings = new Closings(site, counts);
        this.seed = seed;
        this.block = Content.block(seed, BLOCK);
    }

    public void start(int count) {
        for (int i = 1; i <= count; i++) {
            Thread.ofVirtual().name("client-" + i).start(this::travel);
        }
    }

    public Api api() {
        return api;
    }

    private void travel() {
        Steps steps = new Steps(api, UPLOAD_BYTES_PER_SECOND);
        while (!ended) {
            travelling.incrementAndGet();
            if (!paused) {
                journey(steps, JourneyPlan.draw(seed, numbers.incrementAndGet(), block.length));
            }
            travelling.decrementAndGet();
            Rest.of(BREATH);
        }
    }

    private void journey(Steps steps, JourneyPlan plan) {
        Journey journey = new Journey(site, source, steps, counts, plan, block);
        guarded(journey, plan.toString(), journey::go);
        if (!journey.isDeleted()) {
            Journey eldest = keep(journey);
            if (eldest != null) {
                guarded(eldest, "kept for a while", eldest::end);
            }
        }
    }

    private void guarded(Journey journey, String what, Runnable step) {
        try {
            step.run();
        } catch (Divergence e) {
            diverged(journey, what, e.getMessage());
        } catch (RuntimeException | AssertionError e) {
            e.printStackTrace();
            diverged(journey, what, e.toString());
        } finally {
            closings.add(journey.image());
        }
    }

    private void diverged(Journey journey, String what, @Nullable String how) {
        Forensics forensics = new Forensics(site);
        String words = "image " + journey.image() + " (" + what + "): " + how + "; its copies: "
                + forensics.reasons(journey.image());
        counts.diverged(words + "; see " + forensics.write(journey.image(), words));
    }

    private synchronized @Nullable Journey keep(Journey journey) {
        kept.add(journey);
        return kept.size() > KEPT ? kept.poll() : null;
    }

    /** Lets every journey under way come to its end, and begins none; returns when nothing is left to be closed. */
    public void pause(Duration patience) {
        paused = true;
        if (!Rest.until(patience, () -> travelling.get() == 0 && closings.waiting() == 0)) {
            counts.diverged("after " + patience.toSeconds() + " s without disturbance " + travelling.get()
                    + " journeys have not ended, and of " + closings.waiting() + " images something is left");
        }
    }

    public void goOn() {
        paused = false;
    }

    /** Ends the images that were kept; the traffic must be paused. */
    public void endKept() {
        Steps steps = new Steps(api, UPLOAD_BYTES_PER_SECOND);
        List<Journey> left;
        synchronized (this) {
            left = new ArrayList<>(kept);
            kept.clear();
        }
        left.forEach(journey -> guarded(journey, "kept until the end", journey::end));
        steps.patiently("list", () -> api.get("/v2/images?limit=1", 200));
        Rest.until(Steps.PATIENCE, () -> closings.waiting() == 0);
    }

    @Override
    public void close() {
        ended = true;
        closings.end();
    }
}
