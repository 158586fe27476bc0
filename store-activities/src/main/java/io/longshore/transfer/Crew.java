package io.longshore.transfer;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one transfer. The thread that called the engine leads: it starts the others, it alone talks to the listener, and it
 * does not leave before all have ended, unless one hangs in a call that nothing ends: that one is left behind. The first failure is the
 * transfer's; whatever it makes the others say is not heard.
 */
final class Crew implements AutoCloseable {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Thread> threads = new ArrayList<>();
    private final List<Hand> hands = new ArrayList<>();
    private final List<AutoCloseable> openThings = new ArrayList<>();
    private final Deque<Consumer<TransferListener>> news = new ArrayDeque<>();
    private final ThreadFactory factory;
    private final Beat beat;
    private final LeavingBehind leavingBehind;
    private @Nullable Throwable failure;
    private boolean stopped;

    /**
     * @param factory virtual threads for networks; platform threads for local files, whose I/O would hold the carriers of all
     *     virtual threads
     */
    Crew(TransferListener listener, Tally tally, ThreadFactory factory, LeavingBehind leavingBehind) {
        this.factory = factory;
        this.leavingBehind = leavingBehind;
        this.beat = new Beat(listener, tally);
    }

    /**
     * What to do about hands that do not end.
     *
     * @param patience with them, once they were told to stop
     * @param action when it has run out
     */
    record LeavingBehind(Duration patience, Runnable action) {}

    /** Starts a hand. */
    void start(Consumer<Hand> task) {
        Hand hand = new Hand();
        Thread thread = factory.newThread(() -> work(hand, task));
        locked(() -> {
            if (!stopped) {
                threads.add(thread);
                hands.add(hand);
                thread.start();
            }
        });
    }

    /** Has {@code work} done by a hand, so that the leader can listen meanwhile, and answers its result. */
    <T> T call(Function<Hand, T> work) {
        List<T> result = new ArrayList<>(1);
        start(hand -> result.add(work.apply(hand)));
        lead();
        return result.getFirst();
    }

    /** Something that unblocks the hands when it is closed; closed when the transfer ends, however it ends. */
    <T extends AutoCloseable> T closing(T thing) {
        boolean kept = lockedGet(() -> !stopped && openThings.add(thing));
        if (!kept) {
            quietly(thing);
        }
        return thing;
    }

    /** Closes {@code thing} now: it is done with. */
    void closed(AutoCloseable thing) {
        locked(() -> openThings.remove(thing));
        quietly(thing);
    }

    /** Has the listener told by the leader. */
    void tell(Consumer<TransferListener> word) {
        locked(() -> {
            news.add(word);
            changed.signalAll();
        });
    }

    /** Says that something has changed which {@link #pauseWhile} or {@link #leadWhile} look at. */
    void changed() {
        locked(changed::signalAll);
    }

    /** Makes a hand wait while {@code condition}, which is looked at under the crew's lock, holds. */
    void pauseWhile(BooleanSupplier condition) {
        lock.lock();
        try {
            while (condition.getAsBoolean()) {
                changed.await();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    /** Whether any hand is still at work. */
    boolean isAtWork() {
        return lockedGet(() -> !hands.isEmpty());
    }

    /** Leads until every hand is done. */
    void lead() {
        leadWhile(() -> !hands.isEmpty());
    }

    /** Leads while {@code condition}, which is looked at under the crew's lock, holds. Throws the first failure of a hand. */
    void leadWhile(BooleanSupplier condition) {
        while (true) {
            List<Consumer<TransferListener>> words = new ArrayList<>();
            lock.lock();
            try {
                if (news.isEmpty() && failure == null && condition.getAsBoolean()) {
                    changed.await(beat.untilNextNanos(), TimeUnit.NANOSECONDS);
                }
                words.addAll(news);
                news.clear();
            } catch (InterruptedException e) {
                throw interrupted(e);
            } finally {
                lock.unlock();
            }
            words.forEach(beat::tell);
            rethrowFailure();
            beat.tick(this::commonWait);
            // A hand may have failed while the listener was told.
            if (lockedGet(() -> news.isEmpty() && failure == null && !condition.getAsBoolean())) {
                return;
            }
        }
    }

    /** What a leader that works itself does between two slices. */
    void beat() {
        if (beat.isDue()) {
            leadWhile(() -> false);
        }
    }

    /** What a leader that works itself waits for. */
    void leaderWaits(String what) {
        leadWhile(() -> false);
        beat.waiting(what);
    }

    /** The last word to the listener, when all has gone well. */
    void conclude() {
        leadWhile(() -> false);
        beat.conclude();
    }

    /** Stops every hand, and returns when none is left, but those that are left behind. */
    @Override
    public void close() {
        List<AutoCloseable> things = new ArrayList<>();
        List<Thread> left = new ArrayList<>();
        locked(() -> {
            stopped = true;
            things.addAll(openThings);
            openThings.clear();
            left.addAll(threads);
            changed.signalAll();
        });
        if (left.isEmpty()) {
            things.reversed().forEach(Crew::quietly);
            return;
        }
        // Both interrupting a file's user and closing the file wait for calls that are under way.
        Thread stopper = Thread.ofPlatform().daemon().name("stopper").start(() -> {
            left.forEach(Thread::interrupt);
            things.reversed().forEach(Crew::quietly);
        });
        left.add(stopper);
        if (!allEnd(left)) {
            leavingBehind.action().run();
        }
    }

    /** Whether they do within the patience. */
    private boolean allEnd(List<Thread> left) {
        long end = System.nanoTime() + leavingBehind.patience().toNanos();
        boolean interrupted = false;
        boolean all = true;
        for (Thread thread : left) {
            boolean ended = false;
            while (!ended) {
                try {
                    ended = thread.join(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
                    if (!ended && System.nanoTime() - end >= 0) {
                        all = false;
                        break;
                    }
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return all;
    }

    private void work(Hand hand, Consumer<Hand> task) {
        Throwable thrown = null;
        try {
            task.accept(hand);
        } catch (Throwable e) {
            thrown = e;
        }
        Throwable result = thrown;
        locked(() -> {
            if (result != null && failure == null && !stopped) {
                failure = result;
            }
            hands.remove(hand);
            threads.remove(Thread.currentThread());
            changed.signalAll();
        });
    }

    private @Nullable String commonWait() {
        lock.lock();
        try {
            String common = null;
            for (Hand hand : hands) {
                common = hand.waitingFor();
                if (common == null) {
                    return null;
                }
            }
            return common;
        } finally {
            lock.unlock();
        }
    }

    private void rethrowFailure() {
        Throwable thrown = lockedGet(() -> failure);
        switch (thrown) {
            case null -> {}
            case ImageException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new ImageException(FailureKind.INTERNAL, "the transfer failed: " + e, e);
        }
    }

    private void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    private <T extends @Nullable Object> T lockedGet(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    private static ImageException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ImageException(FailureKind.DRAINING, "the transfer was stopped from outside", e);
    }

    private static void quietly(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) {
            // It was closed to stop what uses it; nothing it says matters any more.
            return;
        }
    }
}
