package io.longshore.service;

import io.longshore.catalog.Leases;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts back, as soon as the catalog is there again, what could not be put back while it was away: whoever is told to come again finds
 * the image as it was. What has not come to pass when its writer's lease has run out is the reconciler's.
 */
final class LateReturns implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LateReturns.class);
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * Makes {@code change} soon.
     *
     * @param what for the log
     * @param change answers whether there was anything to be put back
     */
    void add(String what, BooleanSupplier change) {
        Thread.ofVirtual().name("late return").start(() -> {
            long since = System.nanoTime();
            boolean made = false;
            try {
                while (!made
                        && System.nanoTime() - since < Leases.LENGTH.toNanos()
                        && !closed.await(AGAIN.toMillis(), TimeUnit.MILLISECONDS)) {
                    made = isMade(what, change);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static boolean isMade(String what, BooleanSupplier change) {
        try {
            if (change.getAsBoolean()) {
                LOG.info("{} is put back", what);
            }
            return true;
        } catch (ImageException e) {
            return e.kind() != FailureKind.CATALOG_AWAY;
        }
    }

    /** Waits for nothing: leases run out. */
    @Override
    public void close() {
        closed.countDown();
    }
}
