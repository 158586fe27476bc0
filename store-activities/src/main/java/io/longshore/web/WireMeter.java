package io.longshore.web;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what comes over a connection between two points at which we got something for it, so that framing without end (headers,
 * chunk extensions) cannot fill the memory.
 */
final class WireMeter {

    private final AtomicLong left;
    private final long step;
    private volatile boolean exceeded;

    /**
     * @param first bytes that may come before the first {@link #refill}
     * @param step bytes that may come between two of them
     */
    WireMeter(long first, long step) {
        this.left = new AtomicLong(first);
        this.step = step;
    }

    void refill() {
        left.set(step);
    }

    void took(int bytes) throws IOException {
        if (left.addAndGet(-bytes) < 0) {
            exceeded = true;
            throw new IOException("too many bytes without content");
        }
    }

    boolean isExceeded() {
        return exceeded;
    }
}
