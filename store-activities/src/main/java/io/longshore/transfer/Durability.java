package io.longshore.transfer;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Makes what was written durable about every {@value #STEP_BYTES} bytes, beside the writing, so that a crash costs little, the end
 * has little left to flush, and the page cache stays other people's too.
 */
final class Durability {

    static final long STEP_BYTES = 256L << 20;

    private final Crew crew;
    private final LongSupplier flush;
    private final AtomicLong unflushed = new AtomicLong();
    private final AtomicBoolean flushing = new AtomicBoolean();

    /** @param flush makes durable, and answers up to which byte the target then is */
    Durability(Crew crew, LongSupplier flush) {
        this.crew = crew;
        this.flush = flush;
    }

    /** More bytes may be flushed. */
    void written(long bytes) {
        if (unflushed.addAndGet(bytes) >= STEP_BYTES && flushing.compareAndSet(false, true)) {
            crew.start(hand -> flush());
        }
    }

    /** Whether writing should wait for the flush under way. */
    boolean isFarBehind() {
        return flushing.get() && unflushed.get() >= 2 * STEP_BYTES;
    }

    private void flush() {
        do {
            long taken = unflushed.get();
            long durable = flush.getAsLong();
            unflushed.addAndGet(-taken);
            crew.tell(listener -> listener.durable(durable));
        } while (unflushed.get() >= STEP_BYTES);
        flushing.set(false);
        crew.changed();
    }
}
