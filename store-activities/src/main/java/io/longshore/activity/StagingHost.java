package io.longshore.activity;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.Leases;
import io.longshore.importing.StagingPlace;
import io.longshore.staging.StagingArea;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process as one of the hosts of a staging directory: says that it lives, and clears away what nobody needs. */
public final class StagingHost implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StagingHost.class);
    private static final Duration CLEANING = Duration.ofSeconds(2);

    private final Catalog catalog;
    private final StagingArea area;
    private final StagingPlace place;
    private final @Nullable Long capacityBytes;
    private final StagingCleaner cleaner;
    private final CountDownLatch closed = new CountDownLatch(1);
    private long renewed;
    private boolean failing;

    /**
     * @param capacityBytes how much may be staged; none: what the file system has
     */
    public StagingHost(Catalog catalog, StagingArea area, StagingPlace place, @Nullable Long capacityBytes) {
        this.catalog = catalog;
        this.area = area;
        this.place = place;
        this.capacityBytes = capacityBytes;
        this.cleaner = new StagingCleaner(catalog, area);
    }

    /** Begins; the host is known when this returns, if the catalog answers. */
    public void start() {
        renewed = System.nanoTime() - Leases.RENEWAL.toNanos();
        pass();
        Thread.ofVirtual().name("staging-host").start(() -> {
            try {
                while (!closed.await(CLEANING.toMillis(), TimeUnit.MILLISECONDS)) {
                    pass();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private synchronized void pass() {
        if (closed.getCount() == 0) {
            return;
        }
        try {
            if (System.nanoTime() - renewed >= Leases.RENEWAL.toNanos()) {
                long usable = area.freeBytes() + area.usedBytes();
                catalog.staging().renew(place, capacityBytes == null ? usable : capacityBytes, usable);
                renewed = System.nanoTime();
            }
            cleaner.pass();
            if (failing) {
                LOG.info("Staging host {}: works again", place.host());
            }
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) {
                LOG.warn("Staging host {}: {}; trying again", place.host(), e.getMessage());
            }
            failing = true;
        }
    }

    /** Ends; nothing new is given to this host, and what it has goes to others of its directory as soon as it lets go. */
    @Override
    public synchronized void close() {
        closed.countDown();
        try {
            catalog.staging().leave(place);
        } catch (RuntimeException e) {
            LOG.debug("Staging host {}: {}", place.host(), e.getMessage());
        }
    }
}
