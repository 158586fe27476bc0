package io.longshore.store;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Stops whoever comes to it until the test opens it, as a hung server would: interrupting does not help. */
public final class Gate {

    /** Bounds a test that would otherwise hang; nothing is measured by it. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int arrived;
    private boolean open;

    /** Waits until somebody has been stopped here. */
    public void awaitArrival() {
        awaitArrivals(1);
    }

    /** Waits until {@code count} calls have been stopped here. */
    public void awaitArrivals(int count) {
        lock.lock();
        try {
            long left = PATIENCE.toNanos();
            while (arrived < count) {
                if (left <= 0) {
                    throw new AssertionError(arrived + " of " + count + " have arrived");
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for an arrival", e);
        } finally {
            lock.unlock();
        }
    }

    /** Whether anybody has been stopped here. */
    public boolean hasArrivals() {
        lock.lock();
        try {
            return arrived > 0;
        } finally {
            lock.unlock();
        }
    }

    /** Lets everybody pass, now and from now on. */
    public void open() {
        lock.lock();
        try {
            open = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Stops here until the gate is opened. */
    void pass() {
        pass(() -> false);
    }

    /** Stops here until the gate is opened or the caller, after a {@link #nudge}, gives up. */
    void pass(BooleanSupplier givesUp) {
        lock.lock();
        try {
            arrived++;
            changed.signalAll();
            while (!open && !givesUp.getAsBoolean()) {
                changed.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    void nudge() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether nobody is stopped here any more. */
    public boolean isOpen() {
        lock.lock();
        try {
            return open;
        } finally {
            lock.unlock();
        }
    }
}
