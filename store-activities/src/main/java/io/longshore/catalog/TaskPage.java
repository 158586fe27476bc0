package io.longshore.catalog;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Turns a {@link TaskQuery} into one statement, which answers ids. */
final class TaskPage {

    private TaskPage() {}

    static List<UUID> read(Handle handle, TaskQuery query) {
        Set<String> keys = new LinkedHashSet<>(List.of(query.sortKey().sql, "created_at", "id"));
        String direction = query.ascending() ? " asc" : " desc";
        Query statement = handle.createQuery("select id from tasks "
                        + "where coalesce(ended_at, 'infinity') > :since"
                        + (query.phases() == null ? "" : " and phase = any(:phases)")
                        + query.filters().keySet().stream()
                                .map(filter -> " and " + filter.sql)
                                .collect(Collectors.joining())
                        + (query.marker() == null ? "" : after(String.join(", ", keys), query.ascending()))
                        + " order by " + String.join(direction + ", ", keys) + direction + " limit :limit")
                .bind("since", query.since())
                .bind("limit", query.limit());
        query.filters().forEach((filter, value) -> statement.bind(filter.name(), value));
        if (query.phases() != null) {
            statement.bindArray("phases", String.class, query.phases());
        }
        if (query.marker() != null) {
            statement.bind("marker", query.marker());
        }
        return statement.mapTo(UUID.class).list();
    }

    private static String after(String keys, boolean ascending) {
        return " and (" + keys + ") " + (ascending ? ">" : "<") + " (select " + keys
                + " from tasks where id = :marker)";
    }
}
