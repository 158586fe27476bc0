package io.longshore.service;

import static io.longshore.image.FailureKind.INVALID;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.ImportRow;
import io.longshore.catalog.RegistrationRow;
import io.longshore.catalog.TaskCatalog;
import io.longshore.catalog.TaskRow;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.importing.StoreState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Imports and registrations as tasks, for as long as Glance shows them: until two days after their end. */
public final class Tasks {

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
    public record Page(List<ImageTask> tasks, @Nullable String next) {}

    /** All tasks of an image, oldest first. */
    public List<ImageTask> ofImage(ImageId image) {
        return catalog.tasks().ofImage(image, since()).stream().map(this::task).toList();
    }

    public Optional<ImageTask> find(String id) {
        return ImageId.parse(id)
                .flatMap(uuid -> catalog.tasks().find(uuid.value(), since()))
                .map(this::task);
    }

    /**
     * A page as {@code parameters} say; {@code INVALID} names the one that makes no sense. Newest first by default. Without messages,
     * which lists do not show: how far an import is may have to be asked of Temporal, once for each.
     */
    public Page page(List<Parameter> parameters) {
        TaskListing listing = TaskListing.parse(parameters);
        UUID marker = listing.marker() == null ? null : marker(listing.marker());
        if (listing.isEmpty()) {
            return new Page(List.of(), null);
        }
        List<TaskRow> rows = catalog.tasks().page(listing.query(since(), marker));
        return new Page(
                rows.stream()
                        .map(row -> switch (row) {
                            case ImportRow imported -> task(imported, "");
                            case RegistrationRow registered -> task(registered);
                        })
                        .toList(),
                rows.size() == listing.limit() ? rows.getLast().taskId().toString() : null);
    }

    private UUID marker(UUID id) {
        if (!catalog.tasks().knows(id)) {
            throw new ImageException(INVALID, "Invalid marker: there is no task " + id);
        }
        return id;
    }

    private static Instant since() {
        return Instant.now().minus(TaskCatalog.SHOWN);
    }

    private ImageTask task(TaskRow row) {
        return switch (row) {
            case ImportRow imported -> task(imported, message(imported));
            case RegistrationRow registered -> task(registered);
        };
    }

    private static ImageTask task(RegistrationRow row) {
        return new ImageTask(
                ImageTask.Type.REGISTRATION,
                row.taskId().toString(),
                row.imageId().toString(),
                row.phase(),
                row.project(),
                row.user(),
                row.requestId(),
                row.body(),
                List.of(),
                row.reason() == null ? "" : row.reason(),
                Map.of(),
                row.createdAt(),
                row.updatedAt(),
                row.endedAt() == null ? null : row.endedAt().plus(TaskCatalog.SHOWN));
    }

    private static ImageTask task(ImportRow row, String message) {
        Map<StoreId, String> failures = new LinkedHashMap<>();
        for (ImportRow.Copy copy : row.copies()) {
            if (copy.state() == StoreState.FAILED || copy.state() == StoreState.SKIPPED) {
                failures.put(copy.store(), copy.reason() == null ? "failed" : copy.reason());
            }
        }
        return new ImageTask(
                ImageTask.Type.IMPORT,
                row.request().id().toString(),
                row.request().imageId().toString(),
                row.phase(),
                row.request().project(),
                row.request().user(),
                row.request().requestId(),
                row.body(),
                row.request().targets(),
                message,
                failures,
                row.createdAt(),
                row.updatedAt(),
                row.endedAt() == null ? null : row.endedAt().plus(TaskCatalog.SHOWN));
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
