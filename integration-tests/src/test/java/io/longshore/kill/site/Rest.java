package io.longshore.kill.site;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Letting time pass. */
public final class Rest {

    private static final CountDownLatch NEVER = new CountDownLatch(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(20);

    private Rest() {}

    /** Returns after {@code time}. */
    public static void of(Duration time) {
        try {
            if (NEVER.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IllegalStateException("never means never");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Waits until {@code condition} holds, at most {@code patience}; whether it does. */
    public static boolean until(Duration patience, BooleanSupplier condition) {
        return until(patience, LOOK_AGAIN, condition);
    }

    /** The same, looking again after {@code pause} each time. */
    public static boolean until(Duration patience, Duration pause, BooleanSupplier condition) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            of(pause);
        }
        return true;
    }
}
