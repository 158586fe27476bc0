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
        Task living = new Task("says that it lives", this::renew);
        Task cleaning = new Task("clears away", cleaner::pass);
        living.run();
        cleaning.run();
        // Clearing away may take long, and whoever says nothing meanwhile is taken for lost.
        repeat("staging-host", Leases.RENEWAL, living);
        repeat("staging-cleaner", CLEANING, cleaning);
    }

    private void repeat(String name, Duration pause, Task task) {
        Thread.ofVirtual().name(name).start(() -> {
            try {
                while (!closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    task.run();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private synchronized void renew() {
        if (closed.getCount() > 0) {
            long usable = area.freeBytes() + area.usedBytes();
            catalog.staging().renew(place, capacityBytes == null ? usable : capacityBytes, usable);
        }
    }

    /** What the host does again and again; says once that it fails, and once that it does not any more. */
    private final class Task {

        private final String what;
        private final Runnable work;
        private boolean failing;

        Task(String what, Runnable work) {
            this.what = what;
            this.work = work;
        }

        void run() {
            try {
                work.run();
                if (failing) {
                    LOG.info("Staging host {}: {} again", place.host(), what);
                }
                failing = false;
            } catch (RuntimeException e) {
                if (!failing) {
                    LOG.warn("Staging host {}: {} not yet: {}; trying again", place.host(), what, e.getMessage());
                }
                failing = true;
            }
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
