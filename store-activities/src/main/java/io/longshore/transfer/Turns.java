package io.longshore.transfer;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.LockSupport;

/**
 * Who may move bytes now: strictly first come, first served, and for one slice or unit at a time, so that whoever comes waits for
 * a few megabytes of the others and not for their images. A turn is never held while waiting for bytes of the source.
 */
final class Turns {

    private static final Duration UNREMARKABLE = Duration.ofMillis(100);
    private static final Duration REMINDER = Duration.ofSeconds(1);

    private final Deque<Waiter> line = new ArrayDeque<>();
    private int free;

    Turns(int turns) {
        free = turns;
    }

    /** Takes a turn, when all who came before have had theirs. An interrupt ends the wait with {@code DRAINING}. */
    void take(Waiting waiting) {
        Waiter me;
        synchronized (line) {
            if (free > 0) {
                free--;
                return;
            }
            me = new Waiter(Thread.currentThread());
            line.addLast(me);
        }
        try {
            me.await(waiting);
        } catch (Throwable e) {
            leave(me);
            throw e;
        }
    }

    /** Gives a turn back: it goes to the first in the line. */
    void give() {
        Waiter next;
        synchronized (line) {
            next = line.pollFirst();
            if (next == null) {
                free++;
                return;
            }
            next.called = true;
        }
        LockSupport.unpark(next.thread);
    }

    /** Turns that nobody holds. */
    int free() {
        synchronized (line) {
            return free;
        }
    }

    private void leave(Waiter me) {
        boolean called;
        synchronized (line) {
            called = !line.remove(me);
        }
        if (called) {
            give();
        }
    }

    private static final class Waiter {

        private final Thread thread;
        private volatile boolean called;

        private Waiter(Thread thread) {
            this.thread = thread;
        }

        private void await(Waiting waiting) {
            LockSupport.parkNanos(this, UNREMARKABLE.toNanos());
            while (!called) {
                if (Thread.currentThread().isInterrupted()) {
                    throw new ImageException(FailureKind.DRAINING, "stopped while waiting for a turn");
                }
                waiting.on("a turn: other transfers are using the buffers");
                if (!called) {
                    LockSupport.parkNanos(this, REMINDER.toNanos());
                }
            }
        }
    }
}
