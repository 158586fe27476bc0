package io.longshore.web;

import java.time.Duration;

/** Tells whether a page comes too slowly. Only time spent waiting for it counts, not what its reader does in between. */
final class RateWatch {

    private final long minBytesPerSecond;
    private final long windowNanos;
    private long bytes;
    private long nanos;

    RateWatch(long minBytesPerSecond, Duration window) {
        this.minBytesPerSecond = minBytesPerSecond;
        this.windowNanos = window.toNanos();
    }

    /** Whether, with {@code count} more bytes after {@code waitedNanos} of waiting, a window has passed below the least rate. */
    boolean isTooSlow(int count, long waitedNanos) {
        bytes += count;
        nanos += waitedNanos;
        if (nanos < windowNanos) {
            return false;
        }
        boolean slow = bytes
                < minBytesPerSecond * (nanos / (double) Duration.ofSeconds(1).toNanos());
        bytes = 0;
        nanos = 0;
        return slow;
    }
}
