package io.longshore.catalog;

import io.longshore.image.Image;
import io.longshore.image.Visibility;
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

    private void visibility() {
        ImageQuery.Audience audience = query.audience();
        if (query.visibility() != null) {
            conditions.add("i.visibility = " + bind(query.visibility().wire()));
        } else if (!query.allVisible()) {
            conditions.add("(i.visibility <> 'community' or i.owner = " + bind(audience.project()) + ")");
        }
        if (audience.admin()) {
            return;
        }
        String project = bind(audience.project());
        String status = query.memberStatus().equals("all") ? "" : " and m.status = " + bind(query.memberStatus());
        conditions.add("(i.visibility in ('public', 'community') or i.owner is null or i.owner = " + project
                + " or (i.visibility = '" + Visibility.SHARED.wire()
                + "' and exists (select 1 from members m where m.image_id = i.id and m.member = " + project + status
                + ")))");
    }

    private void filter(ImageQuery.Filter filter) {
        conditions.add(
                switch (filter) {
                    case ImageQuery.Filter.Compare c ->
                        c.column().sql + " " + c.comparison().sql + " " + bind(c.value());
                    case ImageQuery.Filter.OneOf o ->
                        o.values().isEmpty() ? "false" : o.column().sql + " = any(" + bind(o.values()) + ")";
                    case ImageQuery.Filter.Tagged t -> "i.tags @> array[" + bind(t.tag()) + "]::text[]";
                    case ImageQuery.Filter.Property p ->
                        "i.properties @> jsonb_build_object(" + bind(p.name()) + "::text, " + bind(p.value())
                                + "::text)";
                });
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
        conditions.add("(" + String.join(" or ", alternatives) + ")");
    }
}
