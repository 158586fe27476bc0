package io.longshore.activity;

import io.longshore.importing.TransferCheckpoint;
import io.longshore.transfer.TransferListener;
import io.temporal.activity.ActivityExecutionContext;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a transfer says into heartbeats, and heartbeats into orders: a cancelled, superseded or draining attempt ends at its next
 * sign of life. Belongs to one attempt and its thread.
 */
final class HeartbeatListener implements TransferListener {

    private static final long FENCE_NANOS = 10_000_000_000L;
    private static final double RATE_MEMORY_SECONDS = 3;

    private final ActivityExecutionContext context;
    private final Drain drain;
    private final String store;
    private final String who;
    private final Runnable fence;
    private final LongConsumer durable;
    private final boolean waitsAreFailing;
    private final long failingBefore;

    private long doneBytes;
    private boolean moved;
    private @Nullable Long totalBytes;
    private @Nullable String source;
    private @Nullable String check;
    private @Nullable String waitingFor;
    private long lastGood = System.nanoTime();
    private long lastFence = System.nanoTime();
    private long rateAt = System.nanoTime();
    private double bytesPerSecond;

    private HeartbeatListener(
            ActivityExecutionContext context,
            Drain drain,
            String store,
            Runnable fence,
            LongConsumer durable,
            boolean waitsAreFailing) {
        this.context = context;
        this.drain = drain;
        this.store = store;
        this.who = waitsAreFailing ? store : "store " + store;
        this.fence = fence;
        this.durable = durable;
        this.waitsAreFailing = waitsAreFailing;
        this.failingBefore = context.getHeartbeatDetails(TransferCheckpoint.class)
                .map(TransferCheckpoint::failingMillis)
                .orElse(0L);
    }

    /**
     * Of a copy: time in which it waits for bytes or its turn is nobody's failing.
     *
     * @param fence fails with {@code SUPERSEDED} when the attempt may not write any more; asked every few seconds
     * @param durable notes up to where the target has the bytes for good
     */
    static HeartbeatListener ofCopy(
            ActivityExecutionContext context, Drain drain, String store, Runnable fence, LongConsumer durable) {
        return new HeartbeatListener(context, drain, store, fence, durable, false);
    }

    /** Of a fetch: a source that is waited for is failing. */
    static HeartbeatListener ofFetch(ActivityExecutionContext context, Drain drain, Runnable fence) {
        return new HeartbeatListener(context, drain, "source", fence, bytes -> {}, true);
    }

    /** Tells where the bytes come from and how many the target has already, and beats. */
    void from(String source, long doneBytes, @Nullable Long totalBytes) {
        this.source = source;
        this.doneBytes = doneBytes;
        this.totalBytes = totalBytes;
        beat();
    }

    void checkedBy(String check) {
        this.check = check;
    }

    @Override
    public void progress(long done) {
        long now = System.nanoTime();
        if (done != doneBytes) {
            rate(done, now);
            moved = true;
        }
        doneBytes = done;
        lastGood = now;
        waitingFor = null;
        fence(now);
        beat();
    }

    @Override
    public void waiting(String what) {
        long now = System.nanoTime();
        waitingFor = what;
        bytesPerSecond = 0;
        lastGood = waitsAreFailing ? lastGood : now;
        fence(now);
        beat();
    }

    @Override
    public void working() {
        waitingFor = null;
        lastGood = waitsAreFailing ? lastGood : System.nanoTime();
    }

    @Override
    public void durable(long bytes) {
        durable.accept(bytes);
        lastFence = System.nanoTime();
    }

    @Override
    public void idle() {
        drain.check(who);
    }

    /** Says that the attempt is alive and where it is. Ends it by throwing, where it is not wanted any more. */
    void beat() {
        drain.check(who);
        context.heartbeat(checkpoint());
    }

    /** Where the attempt is. */
    TransferCheckpoint checkpoint() {
        long failing = (System.nanoTime() - lastGood) / 1_000_000 + (moved ? 0 : failingBefore);
        return new TransferCheckpoint(
                store, doneBytes, totalBytes, source, check, waitingFor, failing, (long) bytesPerSecond);
    }

    private void fence(long now) {
        if (now - lastFence > FENCE_NANOS) {
            lastFence = now;
            fence.run();
        }
    }

    /** A mean over the last seconds. */
    private void rate(long done, long now) {
        double seconds = Math.max(1e-3, (now - rateAt) / 1e9);
        double current = Math.max(0, done - doneBytes) / seconds;
        double weight = Math.min(1, seconds / RATE_MEMORY_SECONDS);
        bytesPerSecond = bytesPerSecond == 0 ? current : bytesPerSecond * (1 - weight) + current * weight;
        rateAt = now;
    }
}
