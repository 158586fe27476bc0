package io.longshore.activity;

import io.longshore.catalog.CatalogAbsence;
import io.longshore.catalog.QueueCatalog;
import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.importing.ImportId;
import io.longshore.importing.TransferCheckpoint;
import io.longshore.transfer.TransferListener;
import io.longshore.workflow.TaskQueues;
import io.temporal.activity.ActivityExecutionContext;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Turns what a transfer says into heartbeats, and heartbeats into orders: a cancelled, superseded or draining attempt ends at its next
 * sign of life. A catalog that is away for a while stops nobody. Belongs to one attempt and its thread.
 */
final class HeartbeatListener implements TransferListener {

    private static final long FENCE_NANOS = 10_000_000_000L;
    private static final double RATE_MEMORY_SECONDS = 3;

    private final ActivityExecutionContext context;
    private final Drain drain;
    private final Silences silences;
    private final String store;
    private final String who;
    private final boolean waitsAreFailing;
    private final long failingBefore;
    private final boolean accused;
    private final long bestBefore;

    private final CatalogAbsence absence = new CatalogAbsence();

    private Runnable fence;
    private Consumer<Extents> durable = written -> {};
    private long doneBytes;
    private long checkedBytes;
    private Shares.@Nullable Slot slot;
    private @Nullable Spare spare;
    private @Nullable Long totalBytes;
    private @Nullable String source;
    private String anew = "";
    private @Nullable String check;
    private @Nullable String waitingFor;
    private long lastGoodMillis;
    private volatile long lastBeatMillis;
    private long lastFence = System.nanoTime();
    private long rateAt = System.nanoTime();
    private double bytesPerSecond;

    private HeartbeatListener(
            ActivityExecutionContext context,
            Attempts attempts,
            String store,
            Runnable fence,
            long bestBytes,
            boolean waitsAreFailing) {
        this.context = context;
        this.drain = attempts.drain();
        this.silences = attempts.silences();
        this.lastBeatMillis = silences.lived().millis();
        this.lastGoodMillis = lastBeatMillis;
        this.store = store;
        this.who = waitsAreFailing ? store : "store " + store;
        this.fence = fence;
        this.waitsAreFailing = waitsAreFailing;
        TransferCheckpoint before = context.getHeartbeatDetails(TransferCheckpoint.class)
                .orElseGet(() -> new TransferCheckpoint(store, 0, null, null, null, null, 0, 0, 0, 0, false));
        long silent = silences.millis(context, store);
        this.failingBefore = before.failingMillis() + silent;
        this.accused = silent > 0;
        this.bestBefore = Math.max(bestBytes, Math.max(before.doneBytes(), before.bestBytes()));
    }

    /**
     * Of a copy: time in which it waits for bytes or its turn is nobody's failing.
     *
     * @param bestBytes the most that earlier rounds have done
     */
    static HeartbeatListener ofCopy(
            ActivityExecutionContext context, Attempts attempts, ImportId importId, String store, long bestBytes) {
        return begun(
                new HeartbeatListener(context, attempts, store, () -> {}, bestBytes, false),
                attempts.shares(),
                importId);
    }

    /** Of a fetch: a source that is waited for is failing. */
    static HeartbeatListener ofFetch(
            ActivityExecutionContext context, Attempts attempts, ImportId importId, Runnable fence, long bestBytes) {
        return begun(
                new HeartbeatListener(context, attempts, "source", fence, bestBytes, true),
                attempts.shares(),
                importId);
    }

    private static HeartbeatListener begun(HeartbeatListener listener, Shares shares, ImportId importId) {
        // Whatever fails, hangs or falls silent from here on is seen to be this one's.
        listener.beat();
        listener.slot = shares.take(listener.context.getInfo().getActivityTaskQueue(), importId);
        listener.silences.began(listener.context, listener.store, listener);
        return listener;
    }

    /**
     * What the attempt writes from here on.
     *
     * @param fence fails with {@code SUPERSEDED} when the attempt may not write any more; asked every few seconds
     * @param durable notes what the target has for good
     */
    void writing(Runnable fence, Consumer<Extents> durable) {
        this.fence = fence;
        this.durable = durable;
        this.spare = null;
    }

    /** What the attempt has failed by; nobody else hears it where Temporal has given the attempt up before. */
    void failed(FailureKind kind) {
        if (kind == FailureKind.UNAVAILABLE || kind == FailureKind.SOURCE_UNAVAILABLE) {
            silences.failed(context, store, this);
        }
    }

    /** The attempt has ended, however it did. */
    void end() {
        if (slot != null) {
            slot.close();
        }
        silences.ended(context, store, this);
    }

    /** How long ago its last sign of life was, in {@link LivedTime}. May be asked by any thread. */
    long silentMillis() {
        return silences.lived().millis() - lastBeatMillis;
    }

    /** Tells where the bytes come from and how many the target has already, and beats. */
    void from(String source, long doneBytes, @Nullable Long totalBytes) {
        if (!waitsAreFailing && this.source == null) {
            // Until now the catalog was asked, not the store.
            lastGoodMillis = silences.lived().millis();
        }
        this.source = source + anew;
        this.doneBytes = doneBytes;
        this.checkedBytes = 0;
        this.totalBytes = totalBytes;
        beat();
    }

    /**
     * The image has so many bytes. {@code DRAINING} where they go by another queue: the run sends them there.
     *
     * @param before is told the size first, where that is so
     */
    void belongs(long sizeBytes, LongConsumer before) {
        if (QueueCatalog.isLarge(sizeBytes)
                && !TaskQueues.isLarge(context.getInfo().getActivityTaskQueue())) {
            before.accept(sizeBytes);
            throw new ImageException(FailureKind.DRAINING, who + ": goes on among the large images");
        }
    }

    /**
     * From here on the attempt lets go of its slot with {@code DRAINING} when that is due, and a later one goes on with what stays.
     *
     * @param sending how often the run has asked for the work
     */
    void maySpareItsSlot(Spare.Stays stays, int sending) {
        spare = slot == null ? null : new Spare(slot, stays, doneBytes, sending);
    }

    /** The source was begun anew, and why; said beside its name from here on. */
    void begunAnew(String why) {
        anew = ", begun anew: " + why;
        spare = null;
    }

    /** How the bytes are going to be checked. */
    void checkedBy(@Nullable String check) {
        this.check = check;
    }

    @Override
    public void checked(long checked) {
        checkedBytes = checked;
    }

    @Override
    public void progress(long done) {
        long now = System.nanoTime();
        if (done != doneBytes) {
            rate(done, now);
        }
        doneBytes = done;
        lastGoodMillis = silences.lived().millis();
        waitingFor = null;
        fence(now);
        beat();
        spare(one -> one.moved(done));
    }

    @Override
    public void waiting(String what) {
        long now = System.nanoTime();
        waitingFor = what;
        bytesPerSecond = 0;
        lastGoodMillis = waitsAreFailing ? lastGoodMillis : silences.lived().millis();
        fence(now);
        beat();
        spare(one -> {});
    }

    @Override
    public void working() {
        waitingFor = null;
        lastGoodMillis = waitsAreFailing ? lastGoodMillis : silences.lived().millis();
    }

    @Override
    public void durable(Extents written) {
        absence.bear(() -> durable.accept(written));
        lastFence = System.nanoTime();
        spare(one -> one.kept(written.bytes()));
    }

    @Override
    public void allMoved() {
        spare = null;
    }

    @Override
    public void idle() {
        drain.check(who);
        if (silences.hangs(context, this)) {
            throw new ImageException(
                    FailureKind.UNAVAILABLE,
                    who + ": nothing has moved for " + silentMillis() / 1000 + " s: a call to it does not come back");
        }
    }

    /** Says that the attempt is alive and where it is. Ends it by throwing, where it is not wanted any more. */
    void beat() {
        drain.check(who);
        lastBeatMillis = silences.lived().millis();
        context.heartbeat(checkpoint());
    }

    /** Where the attempt is. */
    TransferCheckpoint checkpoint() {
        long failing = silences.lived().millis() - lastGoodMillis + (doneBytes > bestBefore ? 0 : failingBefore);
        return new TransferCheckpoint(
                store,
                doneBytes,
                totalBytes,
                source,
                check,
                waitingFor,
                failing,
                (long) bytesPerSecond,
                Math.max(bestBefore, doneBytes),
                checkedBytes,
                accused && doneBytes <= bestBefore);
    }

    private void fence(long now) {
        drain.check(who);
        if (now - lastFence > FENCE_NANOS) {
            lastFence = now;
            absence.bear(fence);
        }
    }

    private void spare(Consumer<Spare> news) {
        Spare one = spare;
        if (one == null) {
            return;
        }
        news.accept(one);
        // Where all has moved, what is left is to be done in one piece.
        boolean midway = totalBytes == null || doneBytes < totalBytes;
        if (midway && one.isDue(doneBytes, totalBytes)) {
            throw new ImageException(
                    FailureKind.DRAINING,
                    who + ": has had its turn; others wait for its slot, and it goes on after them");
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
