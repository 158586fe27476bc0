package io.longshore.transfer;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.time.Duration;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * How fast this process may write to one store, all its transfers together. Whoever is to write waits until what was taken before is
 * paid for by time, and takes: so a write is never split, the first one does not wait, and however many write, the rate holds over any
 * few seconds. May be changed at any time; those who wait feel it at once.
 */
public final class Pace {

    private static final Duration UNREMARKABLE = Duration.ofMillis(100);
    private static final Duration REMINDER = Duration.ofSeconds(1);
    private static final double SECOND = TimeUnit.SECONDS.toNanos(1);

    private final LongSupplier clock;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private long bytesPerSecond = Long.MAX_VALUE;
    private double owedBytes;
    private long owedAt;

    /** Without a limit, until one is set. */
    public Pace() {
        this(System::nanoTime);
    }

    /** @param clock nanoseconds from any origin */
    Pace(LongSupplier clock) {
        this.clock = clock;
        this.owedAt = clock.getAsLong();
    }

    /**
     * From now on.
     *
     * @param limit bytes per second, at least 1; empty for none
     */
    public void set(OptionalLong limit) {
        lock.lock();
        try {
            settle();
            bytesPerSecond = limit.orElse(Long.MAX_VALUE);
            if (limit.isEmpty()) {
                owedBytes = 0;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Waits until nothing is owed, then owes {@code bytes}, which may be written now. An interrupt ends the wait with {@code DRAINING}. */
    public void take(long bytes, Waiting waiting) {
        lock.lock();
        try {
            Duration patience = UNREMARKABLE;
            while (owedNanos() > 0) {
                if (changed.awaitNanos(Math.min(owedNanos(), patience.toNanos())) > 0 || owedNanos() <= 0) {
                    continue;
                }
                say(waiting);
                patience = REMINDER;
            }
            owe(bytes);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageException(FailureKind.DRAINING, "stopped while waiting for the store's bandwidth", e);
        } finally {
            lock.unlock();
        }
    }

    /** Of what was taken, {@code bytes} are not written. */
    void giveBack(long bytes) {
        lock.lock();
        try {
            owe(-bytes);
        } finally {
            lock.unlock();
        }
    }

    /** Whether all that was taken is paid for by time. */
    public boolean isPaid() {
        lock.lock();
        try {
            return owedNanos() <= 0;
        } finally {
            lock.unlock();
        }
    }

    private void owe(long bytes) {
        if (bytesPerSecond != Long.MAX_VALUE) {
            settle();
            owedBytes += bytes;
        }
    }

    private void say(Waiting waiting) {
        String word = String.format(
                Locale.ROOT, "the store's bandwidth: this process may write %,d bytes a second to it", bytesPerSecond);
        lock.unlock();
        try {
            waiting.on(word);
        } finally {
            lock.lock();
        }
    }

    private long owedNanos() {
        settle();
        return (long) Math.ceil(owedBytes / bytesPerSecond * SECOND);
    }

    private void settle() {
        long now = clock.getAsLong();
        owedBytes = Math.max(0, owedBytes - (now - owedAt) / SECOND * bytesPerSecond);
        owedAt = now;
    }
}
