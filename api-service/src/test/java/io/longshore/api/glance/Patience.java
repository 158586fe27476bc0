package io.longshore.api.glance;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting for what must come, by looking; far longer than it takes. */
public final class Patience {

    private static final long LONGEST_NANOS = Duration.ofSeconds(60).toNanos();

    private Patience() {}

    public static void until(Supplier<String> what, BooleanSupplier isSo) {
        long began = System.nanoTime();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() - began > LONGEST_NANOS) {
                throw new AssertionError("never came: " + what.get());
            }
            Thread.onSpinWait();
        }
    }
}
