package io.longshore.web;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts what comes over a connection between two points at which we got something for it, so that framing without end (headers,
 * chunk extensions) cannot fill the memory, and is told from a connection that just broke.
 */
final class WireMeter {

    private final long headers;
    private final long step;
    private final AtomicLong taken = new AtomicLong();
    private final BodyMeter body = new BodyMeter();
    private volatile long limit;
    private volatile boolean answered;
    private volatile boolean exceeded;

    /**
     * @param headers bytes that may come before the first {@link #refill}; more of them explain a failure
     * @param first bytes after which such a failure is made, at least {@code headers}
     * @param step bytes that may come between two refills
     */
    WireMeter(long headers, long first, long step) {
        this.headers = headers;
        this.limit = first;
        this.step = step;
    }

    void refill() {
        answered = true;
        limit = taken.get() + step;
    }

    void took(int bytes) throws IOException {
        if (taken.addAndGet(bytes) > limit) {
            exceeded = true;
            throw new IOException("too many bytes without content");
        }
    }

    /** What comes after the head, of an answer that is neither encrypted nor of HTTP/2. */
    BodyMeter body() {
        return body;
    }

    boolean isExceeded() {
        return exceeded || (!answered && taken.get() > headers);
    }
}
