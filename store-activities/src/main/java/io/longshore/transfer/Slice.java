package io.longshore.transfer;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/** A few bytes on their way, in a pooled direct buffer that goes back when the last holder has let go. */
final class Slice {

    /** Divides a unit, fits a core's second-level cache, and is large enough for a disk. */
    static final int BYTES = 256 << 10;

    private final ByteBuffer buffer;
    private final Runnable whenFree;
    private final AtomicInteger holders = new AtomicInteger(1);

    /** Held by the caller. {@code buffer} is cleared. */
    Slice(ByteBuffer buffer, Runnable whenFree) {
        this.buffer = buffer;
        this.whenFree = whenFree;
    }

    /** The holder's own: to fill, until others are given the slice. */
    ByteBuffer buffer() {
        return buffer;
    }

    /** A view with a position of its own, which others do not move. */
    ByteBuffer view() {
        return buffer.asReadOnlyBuffer();
    }

    int length() {
        return buffer.remaining();
    }

    Slice retain() {
        holders.incrementAndGet();
        return this;
    }

    void release() {
        if (holders.decrementAndGet() == 0) {
            whenFree.run();
        }
    }
}
