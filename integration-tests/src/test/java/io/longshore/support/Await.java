package io.longshore.support;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for a state, and failing with words when it does not come. */
public final class Await {

    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private Await() {}

    public static void until(Duration patience, Supplier<String> what, BooleanSupplier condition) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            // Whoever stood still since it looked looks once more.
            if (System.nanoTime() > end && !condition.getAsBoolean()) {
                throw new AssertionError("not within " + patience + ": " + what.get());
            }
            pause();
        }
    }

    private static void pause() {
        try {
            if (NEVER.await(50, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("never means never");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
