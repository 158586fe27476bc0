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
    private static final int DEFAULT_LIMIT = 25;
    private static final int MOST = 1000;
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
        int limit = DEFAULT_LIMIT;
        boolean ascending = false;
        boolean none = false;
        List<String> phases = List.of();
        String owner = null;
        ImportId marker = null;
        for (Parameter p : parameters) {
            switch (p.name()) {
                case "limit" -> limit = limit(p.value());
                case "marker" -> marker = marker(p.value());
                case "owner" -> owner = p.value();
                case "status" -> phases = phases(p.value());
                case "type" -> none = type(p.value());
                case "sort_dir" -> ascending = ascending(p.value());
                case "sort_key" -> sortKey(p.value());
                default -> throw new ImageException(INVALID, "Tasks cannot be filtered by '" + p.name() + "'.");
            }
        }
        if (none || limit == 0) {
            return new Page(List.of(), null);
        }
        List<ImportRow> rows = catalog.imports().page(since(), phases, owner, ascending, marker, limit);
        return new Page(
                rows.stream().map(this::task).toList(),
                rows.size() == limit ? rows.getLast().request().id().toString() : null);
    }

    private static int limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit < 0) {
                throw new ImageException(INVALID, "limit param must be positive");
            }
            return Math.min(limit, MOST);
        } catch (NumberFormatException e) {
            throw new ImageException(INVALID, "limit param must be an integer", e);
        }
    }

    private ImportId marker(String text) {
        return ImageId.parse(text)
                .map(uuid -> new ImportId(uuid.value()))
                .filter(id -> catalog.imports().find(id).isPresent())
                .orElseThrow(() -> new ImageException(INVALID, "Invalid marker: no task " + text));
    }

    private static List<String> phases(String status) {
        return switch (status) {
            case "pending" -> List.of("accepted");
            case "processing" -> List.of("waiting", "copying", "reclaiming");
            case "success" -> List.of("succeeded");
            case "failure" -> List.of("failed", "cancelled");
            default -> throw new ImageException(INVALID, "Invalid status value: " + status);
        };
    }

    /** Whether the type leaves nothing to show: Glance's other type of task does not exist here. */
    private static boolean type(String type) {
        if (!type.equals("import")) {
            throw new ImageException(INVALID, "Invalid type value: " + type);
        }
        return true;
    }

    private static boolean ascending(String direction) {
        return switch (direction) {
            case "asc" -> true;
            case "desc" -> false;
            default -> throw new ImageException(INVALID, "Invalid sort direction: " + direction);
        };
    }

    private static void sortKey(String key) {
        if (!key.equals("created_at")) {
            throw new ImageException(INVALID, "Invalid sort key: " + key + ". It must be created_at.");
        }
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
