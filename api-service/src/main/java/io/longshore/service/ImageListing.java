package io.longshore.service;

import static io.longshore.image.FailureKind.INVALID;

import io.longshore.catalog.ImageQuery;
import io.longshore.catalog.ImageQuery.Column;
import io.longshore.catalog.ImageQuery.Comparison;
import io.longshore.catalog.ImageQuery.Filter;
import io.longshore.image.Caller;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.Visibility;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a list is asked for, read from the Image API's parameters. Of a parameter that comes twice the last one counts, but for {@code
 * tag}, {@code sort_key} and {@code sort_dir}, which all count.
 */
final class ImageListing {

    private static final Set<String> MEMBER_STATUSES = Set.of("pending", "accepted", "rejected", "all");
    private static final Map<String, Column> RANGES = Map.of(
            "size", Column.SIZE,
            "virtual_size", Column.VIRTUAL_SIZE,
            "min_ram", Column.MIN_RAM,
            "min_disk", Column.MIN_DISK);

    private final List<Filter> filters = new ArrayList<>();
    private final SortOrder order;
    private final @Nullable String marker;
    private final int limit;
    private @Nullable Visibility visibility;
    private boolean allVisible;
    private String memberStatus = "accepted";
    private boolean hidden;

    private ImageListing(SortOrder order, @Nullable String marker, int limit) {
        this.order = order;
        this.marker = marker;
        this.limit = limit;
    }

    /** {@code INVALID} names the parameter that makes no sense. */
    static ImageListing parse(List<Parameter> parameters, ImageLimits limits) {
        Map<String, String> single = new LinkedHashMap<>();
        List<String> tags = new ArrayList<>();
        List<String> sortKeys = new ArrayList<>();
        List<String> sortDirections = new ArrayList<>();
        for (Parameter parameter : parameters) {
            switch (parameter.name()) {
                case "tag" -> tags.add(parameter.value());
                case "sort_key" -> sortKeys.add(parameter.value().strip());
                case "sort_dir" -> sortDirections.add(parameter.value().strip());
                default -> single.put(parameter.name(), parameter.value());
            }
        }
        var listing = new ImageListing(
                SortOrder.parse(single.remove("sort"), sortKeys, sortDirections),
                single.remove("marker"),
                limit(single.remove("limit"), limits));
        tags.forEach(tag -> listing.filters.add(new Filter.Tagged(tag)));
        single.forEach(listing::add);
        listing.filters.add(new Filter.Compare(Column.HIDDEN, Comparison.EQ, listing.hidden));
        return listing;
    }

    private static int limit(@Nullable String limit, ImageLimits limits) {
        if (limit == null) {
            return Math.min(limits.page(), limits.largestPage());
        }
        if (!limit.strip().matches("[+-]?\\d+")) {
            throw new ImageException(INVALID, "limit param must be an integer");
        }
        long wanted = FilterValue.integer("limit", limit);
        if (wanted < 0) {
            throw new ImageException(INVALID, "limit param must be positive");
        }
        return (int) Math.min(wanted, limits.largestPage());
    }

    private void add(String name, String value) {
        switch (name) {
            case "visibility" -> visibility(value);
            case "member_status" -> memberStatus(value);
            case "os_hidden" -> hidden = FilterValue.truth(name, value.toLowerCase(Locale.ROOT));
            case "protected" -> equal(Column.PROTECTED, FilterValue.truth(name, value));
            case "id" -> ids(Column.ID, FilterValue.texts(name, value));
            case "os_glance_import_task" -> ids(Column.IMPORT_TASK, List.of(value));
            case "os_glance_importing_to_stores" -> stores(Column.IMPORTING_TO, value);
            case "os_glance_failed_import" -> stores(Column.FAILED_IMPORT, value);
            case "name" -> oneOf(Column.NAME, FilterValue.texts(name, value));
            case "status" -> oneOf(Column.STATUS, FilterValue.texts(name, value));
            case "container_format" -> oneOf(Column.CONTAINER_FORMAT, FilterValue.texts(name, value));
            case "disk_format" -> oneOf(Column.DISK_FORMAT, FilterValue.texts(name, value));
            case "owner" -> equal(Column.OWNER, value);
            case "checksum" -> equal(Column.CHECKSUM, value);
            case "os_hash_algo" -> filters.add(new Filter.Hashed(value));
            case "os_hash_value" -> equal(Column.HASH_VALUE, value);
            case "size", "virtual_size", "min_ram", "min_disk" -> number(name, name, Comparison.EQ, value);
            case "created_at" -> time(Column.CREATED_AT, name, value);
            case "updated_at" -> time(Column.UPDATED_AT, name, value);
            case "changes-since" -> throw new ImageException(INVALID, "changes-since is not a filter of this API");
            default -> rangeOrProperty(name, value);
        }
    }

    private void visibility(String value) {
        allVisible = value.equals("all");
        if (!allVisible) {
            visibility = Visibility.parse(value)
                    .orElseThrow(() -> new ImageException(INVALID, "Invalid visibility value: " + value));
        }
    }

    private void memberStatus(String value) {
        if (!MEMBER_STATUSES.contains(value)) {
            throw new ImageException(INVALID, "Invalid status: " + value);
        }
        memberStatus = value;
    }

    /** As an image shows them, in whatever order. */
    private void stores(Column column, String value) {
        filters.add(new Filter.Stores(column, value.isEmpty() ? List.of() : List.of(value.split(",", -1))));
    }

    /** What is not an id is no image's. */
    private void ids(Column column, List<String> ids) {
        filters.add(new Filter.OneOf(
                column,
                ids.stream()
                        .flatMap(id -> ImageId.parse(id).stream())
                        .map(ImageId::value)
                        .toList()));
    }

    private void oneOf(Column column, List<String> values) {
        filters.add(
                values.size() == 1
                        ? new Filter.Compare(column, Comparison.EQ, values.getFirst())
                        : new Filter.OneOf(column, values));
    }

    private void equal(Column column, Object value) {
        filters.add(new Filter.Compare(column, Comparison.EQ, value));
    }

    private void time(Column column, String name, String value) {
        FilterValue.Time time = FilterValue.time(name, value);
        filters.add(new Filter.Compare(column, time.comparison(), time.instant()));
    }

    private void rangeOrProperty(String name, String value) {
        String column = name.length() > 4 ? name.substring(0, name.length() - 4) : "";
        if (name.endsWith("_min") && RANGES.containsKey(column)) {
            number(column, name, Comparison.GTE, value);
        } else if (name.endsWith("_max") && RANGES.containsKey(column)) {
            number(column, name, Comparison.LTE, value);
        } else {
            filters.add(new Filter.Property(name, value));
        }
    }

    private void number(String column, String name, Comparison comparison, String value) {
        Column compared = RANGES.get(column);
        if (compared != null) {
            filters.add(new Filter.Compare(compared, comparison, FilterValue.integer(name, value)));
        }
    }

    /** Where the page is to begin, as asked; none: at the beginning. */
    @Nullable
    String marker() {
        return marker;
    }

    int limit() {
        return limit;
    }

    ImageQuery query(Caller caller, @Nullable ImageId markerId) {
        return new ImageQuery(
                new ImageQuery.Audience(caller.project(), caller.isAdmin()),
                visibility,
                allVisible,
                memberStatus,
                filters,
                order.sort(),
                order.tieBreakersDescend(),
                markerId,
                limit);
    }
}
