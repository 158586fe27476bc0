package io.longshore.transfer;

import java.util.concurrent.atomic.AtomicLong;

/** What has moved so far, counted by all threads of one transfer. */
final class Tally {

    private final AtomicLong done = new AtomicLong();
    private final AtomicLong touched = new AtomicLong();
    private final AtomicLong checked = new AtomicLong();

    /** Bytes that were there before the transfer began. */
    void begin(long doneBytes) {
        done.set(doneBytes);
    }

    /** Bytes that have reached the target. */
    void moved(long bytes) {
        done.addAndGet(bytes);
        touched.addAndGet(bytes);
    }

    /** Bytes that were read to be checked or hashed, and went nowhere. */
    void read(long bytes) {
        touched.addAndGet(bytes);
    }

    /** Bytes of the copy that were compared with what it must be. */
    void checked(long bytes) {
        checked.addAndGet(bytes);
    }

    long done() {
        return done.get();
    }

    long checked() {
        return checked.get();
    }

    /** Changes whenever anything moves. */
    long touched() {
        return touched.get();
    }
}
