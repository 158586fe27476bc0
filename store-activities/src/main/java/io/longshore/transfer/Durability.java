package io.longshore.transfer;

import io.longshore.image.Extents;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Makes what was written durable, beside the writing, so that a crash costs little: after each part of a store that is far away, where
 * sending is what is dear; in files about every {@value #STEP_BYTES} bytes, so that the end has little left to flush, and the page cache
 * stays other people's too.
 */
final class Durability {

    static final long STEP_BYTES = 256L << 20;

    private final Crew crew;
    private final Supplier<Extents> flush;
    private final long stepBytes;
    private final AtomicLong unflushed = new AtomicLong();
    private final AtomicBoolean flushing = new AtomicBoolean();

    /**
     * @param flush makes durable, and answers what of the target then is
     * @param stepBytes after how much it is worth while
     */
    Durability(Crew crew, Supplier<Extents> flush, long stepBytes) {
        this.crew = crew;
        this.flush = flush;
        this.stepBytes = stepBytes;
    }

    /** More bytes may be flushed; the {@code last} ones are about to be made durable with the whole. */
    void written(long bytes, boolean last) {
        if (unflushed.addAndGet(bytes) >= stepBytes && !last && flushing.compareAndSet(false, true)) {
            crew.start(hand -> flush());
        }
    }

    /** Whether writing should wait for the flush under way. */
    boolean isFarBehind() {
        return flushing.get() && unflushed.get() >= 2 * STEP_BYTES;
    }

    private void flush() {
        do {
            do {
                long taken = unflushed.get();
                Extents durable = flush.get();
                unflushed.addAndGet(-taken);
                crew.tell(listener -> listener.durable(durable));
            } while (unflushed.get() >= stepBytes);
            flushing.set(false);
        } while (unflushed.get() >= stepBytes && flushing.compareAndSet(false, true));
        crew.changed();
    }
}
