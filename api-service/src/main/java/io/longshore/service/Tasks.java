package io.longshore.service;

import static io.longshore.image.FailureKind.INVALID;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.ImportRow;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportId;
import io.longshore.importing.StoreState;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Imports as tasks, for as long as Glance shows them: until two days after their end. */
public final class Tasks {

    private static final Duration SHOWN = Duration.ofDays(2);
    private static final long MIB = 1 << 20;

    private final Catalog catalog;
    private final ProgressReader progress;

    public Tasks(Catalog catalog, ProgressReader progress) {
        this.catalog = catalog;
        this.progress = progress;
    }

    /**
     * @param next where the next page begins: after this task; none where this is the last page
     */
    public record Page(List<ImportTask> tasks, @Nullable String next) {}

    /** All tasks of an image, oldest first. */
    public List<ImportTask> ofImage(ImageId image) {
        return catalog.imports().ofImage(image, since()).stream()
                .map(this::task)
                .toList();
    }

    public Optional<ImportTask> find(String id) {
        return ImageId.parse(id)
                .flatMap(uuid -> catalog.imports().find(new ImportId(uuid.value())))
                .filter(row -> row.endedAt() == null || row.endedAt().isAfter(since()))
                .map(this::task);
    }

    /** A page as {@code parameters} say; {@code INVALID} names the one that makes no sense. Newest first by default. */
    public Page page(List<Parameter> parameters) {
        TaskListing listing = TaskListing.parse(parameters);
        ImportId marker = listing.marker() == null ? null : marker(listing.marker());
        if (listing.isEmpty()) {
            return new Page(List.of(), null);
        }
        List<ImportRow> rows = catalog.imports().page(listing.query(since(), marker));
        return new Page(
                rows.stream().map(this::task).toList(),
                rows.size() == listing.limit() ? rows.getLast().request().id().toString() : null);
    }

    private ImportId marker(ImportId id) {
        if (catalog.imports().find(id).isEmpty()) {
            throw new ImageException(INVALID, "Invalid marker: there is no task " + id);
        }
        return id;
    }

    private static Instant since() {
        return Instant.now().minus(SHOWN);
    }

    private ImportTask task(ImportRow row) {
        Map<StoreId, String> failures = new LinkedHashMap<>();
        for (ImportRow.Copy copy : row.copies()) {
            if (copy.state() == StoreState.FAILED || copy.state() == StoreState.SKIPPED) {
                failures.put(copy.store(), copy.reason() == null ? "failed" : copy.reason());
            }
        }
        return new ImportTask(
                row.request().id().toString(),
                row.request().imageId().toString(),
                row.phase(),
                row.request().project(),
                row.request().user(),
                row.request().requestId(),
                row.body(),
                row.request().targets(),
                message(row),
                failures,
                row.createdAt(),
                row.updatedAt(),
                row.endedAt() == null ? null : row.endedAt().plus(SHOWN));
    }

    private String message(ImportRow row) {
        return switch (row.phase()) {
            case ACCEPTED -> "";
            case WAITING -> row.waitingFor() == null ? "" : "Waiting for " + row.waitingFor();
            case COPYING, RECLAIMING -> copied(progress.mostCopiedBytes(row));
            case SUCCEEDED -> copied(row.copiedBytes());
            case FAILED, CANCELLED -> row.reason() == null ? "The import ended without a copy" : row.reason();
        };
    }

    private static String copied(long bytes) {
        return "Copied " + bytes / MIB + " MiB";
    }
}
