package io.longshore.staging;

import io.longshore.image.ContentManifest;
import io.longshore.image.ImageException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** What this process knows of one staged file's growth, shared by its writer and its followers. Only ever grows. */
final class Growth {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private volatile State state = new State(0, 0, null, null);

    /**
     * @param version raised by each change
     * @param bytes that can be read
     * @param whole what the file holds; null until it is sealed
     * @param over why nothing more can be had of it
     */
    record State(
            long version,
            long bytes,
            @Nullable ContentManifest whole,
            @Nullable ImageException over) {

        /** How many of {@code wanted} bytes can be answered; negative: wait. */
        long answer(long wanted) {
            if (over != null) {
                throw new ImageException(over.kind(), over.getMessage());
            }
            if (whole != null) {
                return Math.min(wanted, whole.sizeBytes());
            }
            return bytes >= wanted ? wanted : -1;
        }
    }

    State state() {
        return state;
    }

    void grown(long bytes) {
        change(bytes, null, null);
    }

    void sealed(ContentManifest whole) {
        change(whole.sizeBytes(), whole, null);
    }

    void over(ImageException why) {
        change(0, null, why);
    }

    /** Waits until the state is another than {@code seen}, at most {@code nanos}. */
    void awaitChange(State seen, long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = nanos;
            while (state.version == seen.version && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Wakes everybody who waits, to look again. */
    void wake() {
        change(0, null, null);
    }

    private void change(long bytes, @Nullable ContentManifest whole, @Nullable ImageException over) {
        lock.lock();
        try {
            State was = state;
            state = new State(
                    was.version + 1,
                    Math.max(was.bytes, bytes),
                    was.whole == null ? whole : was.whole,
                    was.over == null ? over : was.over);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
