package io.longshore.transfer;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
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
 * does not leave before all have ended. The first failure is the transfer's; whatever it makes the others say is not heard.
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
    private @Nullable Throwable failure;
    private boolean stopped;

    /**
     * @param factory virtual threads for networks; platform threads for local files, whose I/O would hold the carriers of all
     *     virtual threads
     */
    Crew(TransferListener listener, Tally tally, ThreadFactory factory) {
        this.factory = factory;
        this.beat = new Beat(listener, tally);
    }

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
            if (!lockedGet(() -> !news.isEmpty() || condition.getAsBoolean())) {
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

    /** Stops every hand, and returns when none is left. */
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
        left.forEach(Thread::interrupt);
        things.reversed().forEach(Crew::quietly);
        boolean interrupted = false;
        for (Thread thread : left) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
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
