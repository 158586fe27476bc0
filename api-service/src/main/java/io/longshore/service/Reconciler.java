package io.longshore.service;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.ImportRow;
import io.longshore.catalog.Leadership;
import io.longshore.catalog.UploadCatalog;
import io.longshore.image.ImageId;
import io.longshore.importing.StagingPlace;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
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

    /** What asks Temporal does so for so long at a stretch, for all else waits meanwhile; the rest comes in the next pass. */
    private static final Duration AT_A_STRETCH = Duration.ofSeconds(2);

    private static final Duration TELL_AGAIN = Duration.ofSeconds(10);
    private static final Duration TELL_RARELY = Duration.ofMinutes(10);
    private static final int UNSERVED_AT_ONCE = 100;

    /** Longer than a run's own patience with its compensations. */
    private static final Duration UNRECLAIMED = Duration.ofSeconds(40);

    private static final Duration RECLAIM_AGAIN = Duration.ofSeconds(20);
    private static final int RECLAIMS_AT_ONCE = 100;
    private static final int SECOND_LOOKS_AT_ONCE = 20;

    private final Catalog catalog;
    private final Runs runs;
    private final Loop loop;
    private final Map<UUID, Instant> lookedAt = new HashMap<>();
    private final Map<UUID, Told> told = new HashMap<>();
    private final Map<ImageId, Instant> reclaimed = new HashMap<>();

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
                        reconcile(leadership.isSettled());
                    }
                },
                leadership::close);
    }

    /**
     * One pass over everything. What one part meets (Temporal is away, say) keeps no other from its work; the first failure is thrown
     * when all have been at it.
     *
     * @param settled whether a lease that has run out is a dead one's; else nobody is taken for dead in this pass
     */
    public void reconcile(boolean settled) {
        RuntimeException first = null;
        for (Runnable part : List.<Runnable>of(
                settled ? this::putBack : () -> {},
                this::startRuns,
                this::endOrphans,
                this::tellUnserved,
                this::tellRuns,
                this::reclaim,
                this::lookAgain)) {
            try {
                part.run();
            } catch (RuntimeException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }

    private void putBack() {
        for (ImageId image : catalog.images().abandonExpiredWriters()) {
            LOG.warn("Image {} is queued again: the process that wrote its data is gone", image);
        }
    }

    /** A store that stays away may leave many images with leftovers: each is asked for now and then. */
    private void reclaim() {
        List<UploadCatalog.Leftovers> all = catalog.uploads().toReclaim(UNRECLAIMED);
        Set<ImageId> images = all.stream().map(UploadCatalog.Leftovers::image).collect(Collectors.toSet());
        reclaimed.keySet().retainAll(images);
        Instant old = Instant.now().minus(RECLAIM_AGAIN);
        List<UploadCatalog.Leftovers> due = all.stream()
                .filter(one -> reclaimed.getOrDefault(one.image(), Instant.MIN).isBefore(old))
                .limit(RECLAIMS_AT_ONCE)
                .toList();
        long began = System.nanoTime();
        for (UploadCatalog.Leftovers one : due) {
            if (isOver(began)) {
                break;
            }
            runs.reclaim(one.image(), one.project());
            reclaimed.put(one.image(), Instant.now());
        }
    }

    private static boolean isOver(long began) {
        return System.nanoTime() - began > AT_A_STRETCH.toNanos();
    }

    /** A few at a time: nobody waits for them. */
    private void lookAgain() {
        for (UploadCatalog.Leftovers one :
                catalog.uploads().toLookAtAgain(io.longshore.reclaim.Reclaimer.SECOND_LOOK, SECOND_LOOKS_AT_ONCE)) {
            runs.reclaim(one.image(), one.project());
        }
    }

    /** An import whose run Temporal does not take keeps no other waiting; where Temporal does not answer, all wait. */
    private void startRuns() {
        RuntimeException refused = null;
        long began = System.nanoTime();
        for (ImportRow row : catalog.runs().notStarted(UNSTARTED)) {
            if (isOver(began)) {
                break;
            }
            try {
                runs.start(row);
            } catch (RuntimeException e) {
                if (!Runs.isRefusal(e)) {
                    throw e;
                }
                refused = e;
                continue;
            }
            catalog.runs().started(row.request().id());
            LOG.info("Started the run of import {}", row.request().id());
        }
        if (refused != null) {
            throw refused;
        }
    }

    private void endOrphans() {
        Instant now = Instant.now();
        List<ImportRow> open = catalog.runs().running(LOOK_AT_RUNS);
        lookedAt.keySet()
                .retainAll(open.stream().map(row -> row.request().id().value()).collect(Collectors.toSet()));
        List<ImportRow> due = open.stream()
                .filter(row -> lastLook(row).plus(LOOK_AT_RUNS).isBefore(now))
                .sorted(Comparator.comparing(this::lastLook))
                .toList();
        long began = System.nanoTime();
        for (ImportRow row : due) {
            if (isOver(began)) {
                // The others' turn comes first next time.
                break;
            }
            lookedAt.put(row.request().id().value(), now);
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
    }

    private Instant lastLook(ImportRow row) {
        return lookedAt.getOrDefault(row.request().id().value(), Instant.EPOCH);
    }

    /** Who waits for a host that does not come, or leaves, goes on with another one. */
    private void tellUnserved() {
        long began = System.nanoTime();
        for (StagingPlace place : catalog.staging().silent()) {
            if (isOver(began)) {
                break;
            }
            // One that does not reach the catalog may be at work all the same.
            if (!runs.isServed(place)) {
                catalog.staging().deserted(place);
                LOG.warn(
                        "Staging host {} is lost: what it was at goes on elsewhere, if its bytes are there",
                        place.host());
            }
        }
        while (!isOver(began)) {
            List<ImportRow> unserved = catalog.runs().sayUnserved(TELL_AGAIN, UNSERVED_AT_ONCE);
            for (ImportRow row : unserved) {
                runs.tell(row.request().imageId(), row.request().id());
            }
            if (unserved.size() < UNSERVED_AT_ONCE) {
                break;
            }
        }
    }

    /** Ever more rarely: while no worker is there to hear, every word is kept by Temporal, which takes only so many for one run. */
    private void tellRuns() {
        Instant now = Instant.now();
        List<ImportRow> untold = catalog.runs().untold(UNSTARTED);
        told.keySet()
                .retainAll(
                        untold.stream().map(row -> row.request().id().value()).toList());
        long began = System.nanoTime();
        for (ImportRow row : untold) {
            if (isOver(began)) {
                break;
            }
            Told last = told.get(row.request().id().value());
            if (last != null && now.isBefore(last.next())) {
                continue;
            }
            Duration pause = last == null ? TELL_AGAIN : last.pause().multipliedBy(2);
            if (runs.tell(row.request().imageId(), row.request().id())) {
                told.put(row.request().id().value(), Told.at(now, pause));
            } else {
                catalog.runs().heard(row.request().id());
            }
        }
    }

    /** When a run that was told and has not answered is told again. */
    private record Told(Instant next, Duration pause) {

        static Told at(Instant now, Duration pause) {
            Duration most = pause.compareTo(TELL_RARELY) < 0 ? pause : TELL_RARELY;
            return new Told(now.plus(most), most);
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
