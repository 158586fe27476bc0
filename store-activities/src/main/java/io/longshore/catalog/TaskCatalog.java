package io.longshore.catalog;

import io.longshore.image.ImageId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;

/** Imports and registrations, as the wire shows them: tasks. */
public final class TaskCatalog {

    /** For how long after its end Glance shows a task. */
    public static final Duration SHOWN = Duration.ofDays(2);

    private final Database database;

    TaskCatalog(Database database) {
        this.database = database;
    }

    /** Those of an image that are open, or ended after {@code since}; oldest first. */
    public List<TaskRow> ofImage(ImageId image, Instant since) {
        return database.read(handle -> rows(
                handle,
                handle.createQuery("""
                                select id from tasks where image_id = :image and coalesce(ended_at, 'infinity') > :since
                                order by created_at, id""")
                        .bind("image", image.value())
                        .bind("since", since)
                        .mapTo(UUID.class)
                        .list()));
    }

    /** One that is open, or ended after {@code since}. */
    public Optional<TaskRow> find(UUID id, Instant since) {
        return database
                .read(handle -> rows(
                        handle,
                        handle.createQuery(
                                        "select id from tasks where id = :id and coalesce(ended_at, 'infinity') > :since")
                                .bind("id", id)
                                .bind("since", since)
                                .mapTo(UUID.class)
                                .list()))
                .stream()
                .findFirst();
    }

    /** Whether there ever was one. */
    public boolean knows(UUID id) {
        return database.read(handle -> handle.createQuery("select exists (select 1 from tasks where id = :id)")
                .bind("id", id)
                .mapTo(Boolean.class)
                .one());
    }

    /** A page, in the order that the query asks for. */
    public List<TaskRow> page(TaskQuery query) {
        return database.read(handle -> rows(handle, TaskPage.read(handle, query)));
    }

    private static List<TaskRow> rows(Handle handle, List<UUID> ids) {
        Stream<TaskRow> imports = ImportRows.list(handle.createQuery(ImportRows.SELECT + "where id = any(:ids)")
                        .bindArray("ids", UUID.class, ids))
                .stream()
                .map(row -> row);
        Stream<TaskRow> registrations =
                RegistrationRows.list(handle, ids).stream().map(row -> row);
        Map<UUID, TaskRow> found =
                Stream.concat(imports, registrations).collect(Collectors.toMap(TaskRow::taskId, Function.identity()));
        return ids.stream().map(found::get).filter(Objects::nonNull).toList();
    }
}
