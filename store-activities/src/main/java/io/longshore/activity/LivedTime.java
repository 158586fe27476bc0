package io.longshore.activity;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Time as this process lives it: while it is stopped, or a starved machine lets none of its threads run, hardly any passes. So nobody is
 * blamed for what was not asked.
 */
final class LivedTime implements AutoCloseable {

    private static final Duration TICK = Duration.ofMillis(250);

    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile long millis;

    LivedTime() {
        Thread.ofPlatform().daemon().name("lived-time").start(this::tick);
    }

    private void tick() {
        try {
            long before = System.nanoTime();
            long lived = 0;
            while (!closed.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
                long now = System.nanoTime();
                lived += Math.min((now - before) / 1_000_000, 2 * TICK.toMillis());
                millis = lived;
                before = now;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** So much of it has passed. */
    long millis() {
        return millis;
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
