package io.longshore.transfer;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Who may move bytes now, for one slice or unit at a time: the parties that wait have their turns one after the other, and within a
 * party it is first come, first served. So whoever comes waits for a few megabytes of the others and not for their images, and a party
 * with a hundred transfers gets no more than one with a single one. A turn is never held while waiting for bytes of the source.
 */
final class Turns {

    private static final Duration UNREMARKABLE = Duration.ofMillis(100);
    private static final Duration REMINDER = Duration.ofSeconds(1);

    /** Only parties that wait, the next one first. */
    private final LinkedHashMap<String, Deque<Waiter>> lines = new LinkedHashMap<>();

    private int free;

    Turns(int turns) {
        free = turns;
    }

    /** Takes a turn, when it is the party's and all of the party who came before have had theirs. An interrupt ends the wait with {@code DRAINING}. */
    void take(String party, Waiting waiting) {
        Waiter me;
        synchronized (lines) {
            if (free > 0) {
                free--;
                return;
            }
            me = new Waiter(party, Thread.currentThread());
            lines.computeIfAbsent(party, p -> new ArrayDeque<>()).addLast(me);
        }
        try {
            me.await(waiting);
        } catch (Throwable e) {
            leave(me);
            throw e;
        }
    }

    /** Gives a turn back: it goes to the first of the next party. */
    void give() {
        Waiter next;
        synchronized (lines) {
            next = pollNext();
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
        synchronized (lines) {
            return free;
        }
    }

    private @Nullable Waiter pollNext() {
        var entry = lines.pollFirstEntry();
        if (entry == null) {
            return null;
        }
        Waiter next = entry.getValue().pollFirst();
        if (!entry.getValue().isEmpty()) {
            lines.put(entry.getKey(), entry.getValue());
        }
        return next;
    }

    private void leave(Waiter me) {
        boolean called;
        synchronized (lines) {
            Deque<Waiter> line = lines.get(me.party);
            called = line == null || !line.remove(me);
            if (line != null && line.isEmpty()) {
                lines.remove(me.party);
            }
        }
        if (called) {
            give();
        }
    }

    private static final class Waiter {

        private final String party;
        private final Thread thread;
        private volatile boolean called;

        private Waiter(String party, Thread thread) {
            this.party = party;
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
