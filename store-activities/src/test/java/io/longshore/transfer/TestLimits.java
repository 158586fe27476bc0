package io.longshore.transfer;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What must hold of limits when nothing runs. */
public final class TestLimits {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private TestLimits() {}

    /** Waits until every turn has been given back; hashing threads may be a moment behind. Fails where one is lost. */
    public static void awaitIdle(TransferLimits limits) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (limits.freeTurns() < limits.turns()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError(limits.freeTurns() + " of " + limits.turns() + " turns came back");
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
