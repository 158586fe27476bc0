package io.longshore.service;

import static io.longshore.image.FailureKind.INVALID;

import io.longshore.catalog.TaskQuery;
import io.longshore.catalog.TaskQuery.Filter;
import io.longshore.catalog.TaskQuery.SortKey;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a list of tasks is asked for, read from the Image API's parameters. Of a parameter that comes twice the last one counts; names
 * that are no attribute of a task are ignored, as in Glance.
 *
 * @param isEmpty whether no task can be meant
 * @param phases none: all
 */
record TaskListing(
        int limit,
        boolean isEmpty,
        @Nullable List<String> phases,
        Map<Filter, String> filters,
        SortKey sortKey,
        boolean ascending,
        @Nullable UUID marker) {

    private static final int DEFAULT_LIMIT = 25;
    private static final int MOST = 1000;

    /** {@code INVALID} names the parameter that makes no sense. */
    static TaskListing parse(List<Parameter> parameters) {
        int limit = DEFAULT_LIMIT;
        boolean isEmpty = false;
        List<String> phases = null;
        Map<Filter, String> filters = new EnumMap<>(Filter.class);
        SortKey sortKey = SortKey.CREATED_AT;
        boolean ascending = false;
        UUID marker = null;
        for (Parameter p : parameters) {
            switch (p.name()) {
                case "limit" -> limit = limit(p.value());
                case "marker" -> marker = marker(p.value());
                case "sort_key" -> sortKey = sortKey(p.value());
                case "sort_dir" -> ascending = ascending(p.value());
                case "status" -> phases = phases(p.value());
                case "type" -> isEmpty = isOtherType(p.value());
                case "expires_at", "created_at", "updated_at" ->
                    throw new ImageException(INVALID, "Tasks cannot be filtered by '" + p.name() + "'.");
                default -> filter(p.name()).ifPresent(filter -> filters.put(filter, p.value()));
            }
        }
        for (Filter id : List.of(Filter.ID, Filter.IMAGE_ID)) {
            String named = filters.get(id);
            isEmpty |= named != null && ImageId.parse(named).isEmpty();
        }
        return new TaskListing(limit, isEmpty || limit == 0, phases, filters, sortKey, ascending, marker);
    }

    TaskQuery query(Instant since, @Nullable UUID after) {
        return new TaskQuery(since, phases, filters, sortKey, ascending, after, limit);
    }

    private static int limit(String text) {
        if (!text.strip().matches("[+-]?\\d+")) {
            throw new ImageException(INVALID, "limit param must be an integer");
        }
        long limit = FilterValue.integer("limit", text);
        if (limit < 0) {
            throw new ImageException(INVALID, "limit param must be positive");
        }
        return (int) Math.min(limit, MOST);
    }

    private static UUID marker(String text) {
        return ImageId.parse(text)
                .map(ImageId::value)
                .orElseThrow(() -> new ImageException(INVALID, "Invalid marker format"));
    }

    private static SortKey sortKey(String name) {
        return Arrays.stream(SortKey.values())
                .filter(key -> wire(key).equals(name))
                .findFirst()
                .orElseThrow(() -> new ImageException(INVALID, "Invalid sort key: " + name));
    }

    private static boolean ascending(String direction) {
        return switch (direction) {
            case "asc" -> true;
            case "desc" -> false;
            default -> throw new ImageException(INVALID, "Invalid sort direction: " + direction);
        };
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

    /** The one type that Glance lets be asked for; there are no such tasks here. */
    private static boolean isOtherType(String type) {
        if (!type.equals("import")) {
            throw new ImageException(INVALID, "Invalid type value: " + type);
        }
        return true;
    }

    private static Optional<Filter> filter(String name) {
        return Arrays.stream(Filter.values())
                .filter(filter -> wire(filter).equals(name))
                .findFirst();
    }

    private static String wire(Enum<?> name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
