package io.longshore.service;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.ImportRow;
import io.longshore.catalog.Leadership;
import io.longshore.image.ImageId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps catalog and Temporal one: every few seconds, by one leader among all API processes. What it finds wrong it puts right, and
 * says so in the log; what it cannot put right now, it meets again next time.
 */
public final class Reconciler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
    private static final long LOCK = 0x10C5_0001L;

    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration UNSTARTED = Duration.ofSeconds(5);
    private static final Duration LOOK_AT_RUNS = Duration.ofSeconds(10);
    /** Longer than a run's own patience with its compensations. */
    private static final Duration UNRECLAIMED = Duration.ofSeconds(40);

    private final Catalog catalog;
    private final Runs runs;
    private final Loop loop;
    private final Map<UUID, Instant> lookedAt = new HashMap<>();

    public Reconciler(Catalog catalog, Runs runs) {
        this.catalog = catalog;
        this.runs = runs;
        this.loop = new Loop("reconciler", EVERY, LOG);
    }

    /** Begins; the lead is taken as soon as nobody else has it. */
    public void start() {
        Leadership leadership = catalog.leadership(LOCK);
        loop.start(
                () -> {
                    if (leadership.held()) {
                        reconcile();
                    }
                },
                leadership::close);
    }

    /** One pass over everything. */
    public void reconcile() {
        startRuns();
        endOrphans();
        tellRuns();
        for (ImageId image : catalog.images().abandonExpiredWriters()) {
            LOG.warn("Image {} is queued again: the process that wrote its data is gone", image);
        }
        for (ImageId image : catalog.uploads().toReclaim(UNRECLAIMED)) {
            runs.reclaim(image, "");
        }
    }

    private void startRuns() {
        for (ImportRow row : catalog.runs().notStarted(UNSTARTED)) {
            runs.start(row, catalog.queue().isLarge(row.request().id()));
            catalog.runs().started(row.request().id());
            LOG.info("Started the run of import {}", row.request().id());
        }
    }

    private void endOrphans() {
        Instant now = Instant.now();
        Set<UUID> open = new HashSet<>();
        for (ImportRow row : catalog.runs().running(LOOK_AT_RUNS)) {
            UUID id = row.request().id().value();
            open.add(id);
            Instant last = lookedAt.get(id);
            if (last != null && last.plus(LOOK_AT_RUNS).isAfter(now)) {
                continue;
            }
            lookedAt.put(id, now);
            var fate = runs.fate(row.request().imageId(), row.request().id());
            if (fate.isEmpty()) {
                break;
            }
            switch (fate.get()) {
                case RUNNING -> {}
                case CLOSED -> endOrphan(row, "the run of this import was ended from outside");
                case UNKNOWN -> endOrphan(row, "the run of this import is unknown to Temporal");
            }
        }
        lookedAt.keySet().retainAll(open);
    }

    private void tellRuns() {
        for (ImportRow row : catalog.runs().untold(UNSTARTED)) {
            if (!runs.tell(row.request().imageId(), row.request().id())) {
                catalog.runs().heard(row.request().id());
            }
        }
    }

    private void endOrphan(ImportRow row, String reason) {
        if (catalog.runs().endWithoutRun(row.request().id(), reason)) {
            LOG.warn("Ended import {}: {}", row.request().id(), reason);
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
