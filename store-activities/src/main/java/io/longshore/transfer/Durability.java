package io.longshore.transfer;

import io.longshore.image.Extents;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Makes what was written durable, beside the writing, so that a crash costs little: after each part of a store that is far away, where
 * sending is what is dear; in files about every {@link TransferLimits#durableStepBytes}, so that the end has little left to flush, and the page cache
 * stays other people's too; and each minute where bytes come slowly.
 */
final class Durability {

    private static final long MOST_IN_PARTS_BYTES = 512L << 20;

    private final Crew crew;
    private final Supplier<Extents> flush;
    private final long stepBytes;
    private final long mostBytes;
    private final Duration stepTime;
    private final AtomicLong unflushed = new AtomicLong();
    private final AtomicBoolean flushing = new AtomicBoolean();
    private volatile long flushedAt = System.nanoTime();

    private Durability(Crew crew, Supplier<Extents> flush, long stepBytes, long mostBytes, Duration stepTime) {
        this.crew = crew;
        this.flush = flush;
        this.stepBytes = stepBytes;
        this.mostBytes = mostBytes;
        this.stepTime = stepTime;
    }

    /** @param flush makes durable, and answers what of the target then is */
    static Durability stepByStep(Crew crew, Supplier<Extents> flush, TransferLimits limits) {
        return new Durability(
                crew, flush, limits.durableStepBytes(), 2 * limits.durableStepBytes(), limits.durableStepTime());
    }

    /** As the other, after each part. */
    static Durability partByPart(Crew crew, Supplier<Extents> flush) {
        return new Durability(crew, flush, 1, MOST_IN_PARTS_BYTES, Duration.ZERO);
    }

    /** More bytes may be flushed; the {@code last} ones are about to be made durable with the whole. */
    void written(long bytes, boolean last) {
        boolean isStep = unflushed.addAndGet(bytes) >= stepBytes || System.nanoTime() - flushedAt >= stepTime.toNanos();
        if (isStep && !last && flushing.compareAndSet(false, true)) {
            crew.start(hand -> flush());
        }
    }

    /** Whether writing should wait for the flush under way. */
    boolean isFarBehind() {
        return flushing.get() && unflushed.get() >= mostBytes;
    }

    private void flush() {
        do {
            do {
                long taken = unflushed.get();
                flushedAt = System.nanoTime();
                Extents durable = flush.get();
                unflushed.addAndGet(-taken);
                crew.tell(listener -> listener.durable(durable));
            } while (unflushed.get() >= stepBytes);
            flushing.set(false);
        } while (unflushed.get() >= stepBytes && flushing.compareAndSet(false, true));
        crew.changed();
    }
}
