package io.longshore.activity;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.StagedRow;
import io.longshore.staging.StagedEntry;
import io.longshore.staging.StagingArea;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes from a staging directory what the catalog says nobody needs any more. What it does not know, of another catalog say, is told
 * in the log once, and stays.
 */
public final class StagingCleaner {

    private static final Logger LOG = LoggerFactory.getLogger(StagingCleaner.class);
    private static final Duration LOOK = Duration.ofHours(1);

    private final Catalog catalog;
    private final StagingArea area;
    private final Set<Integer> told = new HashSet<>();
    private Instant next = Instant.EPOCH;

    public StagingCleaner(Catalog catalog, StagingArea area) {
        this.catalog = catalog;
        this.area = area;
    }

    /**
     * One pass; absent is success. What cannot be removed now keeps nothing else from being removed; the first failure is thrown at the
     * end.
     */
    public void pass() {
        @Nullable RuntimeException first = null;
        for (StagedRow row : catalog.staging().discards(area.id())) {
            try {
                area.discard(row.imageId(), row.generation());
                catalog.staging().discarded(row.generation());
            } catch (RuntimeException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
        if (Instant.now().isAfter(next)) {
            next = Instant.now().plus(LOOK);
            strangers();
        }
    }

    /** Staged files that nobody has written to for an hour, of generations that no row is of. Each is told once. */
    List<StagedEntry> strangers() {
        Instant old = Instant.now().minus(LOOK);
        List<StagedEntry> strangers = area.list().stream()
                .filter(entry ->
                        entry.touchedAt().isBefore(old) && !catalog.staging().knows(entry.generation()))
                .toList();
        for (StagedEntry entry : strangers) {
            if (told.add(entry.generation())) {
                LOG.warn(
                        "Staging holds {} bytes of image {} (generation {}) that the catalog does not know; they are left alone",
                        entry.bytes(),
                        entry.image(),
                        entry.generation());
            }
        }
        return strangers;
    }
}
