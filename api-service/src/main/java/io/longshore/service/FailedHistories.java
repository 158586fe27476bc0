package io.longshore.service;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.ImportRow;
import io.longshore.catalog.Leadership;
import io.longshore.importing.ImportId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the histories of failed imports as {@code <import id>.json} in a folder, where they outlive Temporal's retention; {@code
 * replay} reads them. Written by one leader among all API processes, whole or not at all, and again after a crash.
 */
public final class FailedHistories implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FailedHistories.class);
    private static final long LOCK = 0x10C5_0003L;
    private static final Duration EVERY = Duration.ofSeconds(5);
    private static final int AT_ONCE = 100;

    private final Catalog catalog;
    private final Runs runs;
    private final Path folder;
    private final Loop loop;

    public FailedHistories(Catalog catalog, Runs runs, Path folder) {
        this.catalog = catalog;
        this.runs = runs;
        this.folder = folder;
        this.loop = new Loop("histories of failed imports", EVERY, LOG);
    }

    /** Begins; the lead is taken as soon as nobody else has it. */
    public void start() {
        Leadership leadership = catalog.leadership(LOCK);
        loop.start(
                () -> {
                    if (leadership.held()) {
                        keep();
                    }
                },
                leadership::close);
    }

    private void keep() {
        for (ImportRow row : catalog.runs().failedWithoutHistory(AT_ONCE)) {
            ImportId id = row.request().id();
            var fate = runs.fate(row.request().imageId(), id);
            if (fate.isEmpty()) {
                return;
            }
            switch (fate.get()) {
                case RUNNING -> {
                    // It still deletes what it wrote.
                }
                case CLOSED -> {
                    write(id, runs.history(row.request().imageId(), id));
                    catalog.runs().historyKept(id);
                }
                case UNKNOWN -> catalog.runs().historyKept(id);
            }
        }
    }

    private void write(ImportId id, String history) {
        try {
            Files.createDirectories(folder);
            Path unfinished = folder.resolve(id + ".part");
            Files.writeString(unfinished, history);
            Files.move(unfinished, folder.resolve(id + ".json"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("folder " + folder + " cannot be written: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
