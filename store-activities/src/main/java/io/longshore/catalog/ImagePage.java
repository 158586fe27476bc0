package io.longshore.catalog;

import static io.longshore.image.Visibility.COMMUNITY;
import static io.longshore.image.Visibility.PUBLIC;
import static io.longshore.image.Visibility.SHARED;

import io.longshore.image.ContentHashes;
import io.longshore.image.Image;
import io.longshore.image.Visibility;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Turns an {@link ImageQuery} into one statement. */
final class ImagePage {

    private final ImageQuery query;
    private final List<String> conditions = new ArrayList<>(List.of("i.status not in ('deleted', 'killed')"));
    private final Map<String, Object> values = new HashMap<>();

    private ImagePage(ImageQuery query) {
        this.query = query;
    }

    static List<Image> read(Handle handle, ImageRows rows, ImageQuery query) {
        return new ImagePage(query).read(handle, rows);
    }

    private List<Image> read(Handle handle, ImageRows rows) {
        visibility();
        query.filters().forEach(this::filter);
        List<ImageQuery.Sort> sort = sort();
        if (query.marker() != null) {
            after(sort);
        }
        String order = String.join(
                ", ",
                sort.stream()
                        .map(s -> s.key().sql + (s.descends() ? " desc" : " asc"))
                        .toList());
        Query statement = handle.createQuery(ImageRows.SELECT + "where " + String.join(" and ", conditions)
                + " order by " + order + " limit :limit");
        values.forEach((name, value) -> {
            if (value instanceof List<?> list) {
                statement.bindArray(name, list.getFirst().getClass(), list);
            } else {
                statement.bind(name, value);
            }
        });
        return statement
                .bind("limit", query.limit())
                .map((rs, ctx) -> rows.image(rs))
                .list();
    }

    private String bind(Object value) {
        String name = "v" + values.size();
        values.put(name, value);
        return ":" + name;
    }

    /** Each alternative has an index of its own, so that whoever sees few of many images does not wait for all of them. */
    private void visibility() {
        ImageQuery.Audience audience = query.audience();
        boolean othersCommunity = query.visibility() != null || query.allVisible();
        if (query.visibility() != null) {
            conditions.add(is(query.visibility()));
        }
        if (audience.admin() && othersCommunity) {
            return;
        }
        String own = "i.owner = " + bind(audience.project());
        if (audience.admin()) {
            conditions.add("(i.visibility <> '" + COMMUNITY.wire() + "' or " + own + ")");
            return;
        }
        String status = query.memberStatus().equals("all") ? "" : " and m.status = " + bind(query.memberStatus());
        List<String> seen = new ArrayList<>(List.of(
                own,
                is(PUBLIC),
                "(i.owner is null and i.visibility <> '" + COMMUNITY.wire() + "')",
                "(" + is(SHARED) + " and i.id = any(array(select m.image_id from members m where m.member = "
                        + bind(audience.project()) + status + ")))"));
        if (othersCommunity) {
            seen.add(is(COMMUNITY));
        }
        conditions.add("(" + String.join(" or ", seen) + ")");
    }

    private static String is(Visibility visibility) {
        return "i.visibility = '" + visibility.wire() + "'";
    }

    private void filter(ImageQuery.Filter filter) {
        conditions.add(
                switch (filter) {
                    case ImageQuery.Filter.Compare(var column, var comparison, Instant time) ->
                        toTheSecond(column.sql, comparison, time);
                    case ImageQuery.Filter.Compare(var column, var comparison, var value) ->
                        compare(column, " " + comparison.sql + " " + literal(value));
                    case ImageQuery.Filter.OneOf(var column, var values) ->
                        values.isEmpty() ? "false" : compare(column, " = any(" + bind(values) + ")");
                    case ImageQuery.Filter.Tagged(var tag) -> "i.tags @> array[" + bind(tag) + "]::text[]";
                    case ImageQuery.Filter.Stores(var column, var ids) -> stores(column.sql, ids);
                    case ImageQuery.Filter.Property(var name, var value) ->
                        "i.properties @> " + bind(ImageRows.json(Map.of(name, value))) + "::jsonb";
                    case ImageQuery.Filter.Hashed(var algorithm) ->
                        algorithm.equals(ContentHashes.ALGORITHM) ? "i.sha512 is not null" : "false";
                });
    }

    private String stores(String column, List<String> ids) {
        if (ids.isEmpty()) {
            return column + " = '{}'";
        }
        String exactly = bind(ids) + "::text[]";
        return column + " <> '{}' and " + column + " @> " + exactly + " and " + column + " <@ " + exactly;
    }

    /** By what the index holds, and by the column itself, which may be null where that is not. */
    private static String compare(ImageQuery.Column column, String to) {
        String exactly = "(" + column.sql + ")" + to;
        return column.indexed.equals(column.sql) ? exactly : column.indexed + to + " and " + exactly;
    }

    /** Numbers and truths are written out: some indexes are for some of them only. */
    private String literal(Object value) {
        return value instanceof Long || value instanceof Boolean ? value.toString() : bind(value);
    }

    /** Compares as if the column had no fractions of a second, but by the column itself, which has an index. */
    private String toTheSecond(String column, ImageQuery.Comparison comparison, Instant time) {
        Instant floor = time.truncatedTo(ChronoUnit.SECONDS);
        Instant next = floor.plusSeconds(1);
        boolean isWhole = floor.equals(time);
        return switch (comparison) {
            case EQ ->
                isWhole ? "(" + column + " >= " + bind(floor) + " and " + column + " < " + bind(next) + ")" : "false";
            case NEQ ->
                isWhole ? "(" + column + " < " + bind(floor) + " or " + column + " >= " + bind(next) + ")" : "true";
            case LT -> column + " < " + bind(isWhole ? floor : next);
            case LTE -> column + " < " + bind(next);
            case GT -> column + " >= " + bind(next);
            case GTE -> column + " >= " + bind(isWhole ? floor : next);
        };
    }

    /** The keys asked for, then age and id, so that the order is total. */
    private List<ImageQuery.Sort> sort() {
        List<ImageQuery.Sort> sort = new ArrayList<>(query.sort());
        for (ImageQuery.SortKey key : List.of(ImageQuery.SortKey.CREATED_AT, ImageQuery.SortKey.ID)) {
            if (sort.stream().noneMatch(s -> s.key() == key)) {
                sort.add(new ImageQuery.Sort(key, query.tieBreakersDescend()));
            }
        }
        return sort;
    }

    /** Only what comes after the marker, by its own sort values; one row comparison where all keys go the same way. */
    private void after(List<ImageQuery.Sort> sort) {
        UUID marker = java.util.Objects.requireNonNull(query.marker()).value();
        String id = bind(marker);
        boolean descends = sort.getFirst().descends();
        if (sort.stream().allMatch(s -> s.descends() == descends)) {
            String keys = String.join(", ", sort.stream().map(s -> s.key().sql).toList());
            conditions.add("(" + keys + ") " + (descends ? "<" : ">") + " (select " + keys
                    + " from images i where i.id = " + id + ")");
            return;
        }
        List<String> alternatives = new ArrayList<>();
        StringBuilder equal = new StringBuilder();
        for (ImageQuery.Sort s : sort) {
            String ofMarker = "(select " + s.key().sql + " from images i where i.id = " + id + ")";
            alternatives.add("(" + equal + s.key().sql + (s.descends() ? " < " : " > ") + ofMarker + ")");
            equal.append(s.key().sql).append(" = ").append(ofMarker).append(" and ");
        }
        ImageQuery.Sort first = sort.getFirst();
        conditions.add(first.key().sql + (first.descends() ? " <= " : " >= ") + "(select " + first.key().sql
                + " from images i where i.id = " + id + ")");
        conditions.add("(" + String.join(" or ", alternatives) + ")");
    }
}
