package io.longshore.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.ImportRequest;
import io.longshore.importing.StagingPlace;
import io.longshore.importing.StoreState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Rows of {@code imports} with their {@code import_copies}. */
final class ImportRows {

    static final String SELECT = "select * from imports ";

    private ImportRows() {}

    static Optional<ImportRow> find(Handle handle, ImportId id) {
        return list(handle, handle.createQuery(SELECT + "where id = :id").bind("id", id.value())).stream()
                .findFirst();
    }

    /** The import's row and copies; the image's row must be locked already where the answer decides about a write. */
    static ImportRow get(Handle handle, ImportId id) {
        return find(handle, id)
                .orElseThrow(() -> new ImageException(FailureKind.NOT_FOUND, "Could not find task " + id));
    }

    /** All rows of {@code query}, in its order. */
    static List<ImportRow> list(Handle handle, Query query) {
        record Row(UUID id, Function<List<ImportRow.Copy>, ImportRow> whole) {}
        List<Row> found = query.map((rs, ctx) -> new Row(rs.getObject("id", UUID.class), row(rs)))
                .list();
        if (found.isEmpty()) {
            return List.of();
        }
        record Target(UUID id, ImportRow.Copy copy) {}
        var copies = handle
                .createQuery("select * from import_copies where import_id = any(:ids) order by import_id, position")
                .bindArray("ids", UUID.class, found.stream().map(Row::id).toList())
                .map((rs, ctx) -> new Target(rs.getObject("import_id", UUID.class), copy(rs)))
                .list()
                .stream()
                .collect(Collectors.groupingBy(
                        Target::id, Collectors.mapping(Target::copy, Collectors.toUnmodifiableList())));
        return found.stream()
                .map(r -> r.whole().apply(copies.getOrDefault(r.id(), List.of())))
                .toList();
    }

    private static Function<List<ImportRow.Copy>, ImportRow> row(ResultSet rs) throws SQLException {
        ImportRequest request = request(rs.getString("request"));
        String body = rs.getString("body");
        String title = rs.getString("title");
        ImportPhase phase = ImportPhase.valueOf(rs.getString("phase").toUpperCase(Locale.ROOT));
        int epoch = rs.getInt("epoch");
        Instant started = instant(rs, "started_at");
        String directory = rs.getString("staging_directory");
        StagingPlace place = directory == null ? null : new StagingPlace(directory, rs.getString("staging_host"));
        String waitingFor = rs.getString("waiting_for");
        String over = rs.getString("over");
        String reason = rs.getString("reason");
        long copied = rs.getLong("copied_bytes");
        Instant created = rs.getTimestamp("created_at").toInstant();
        Instant updated = rs.getTimestamp("updated_at").toInstant();
        Instant ended = instant(rs, "ended_at");
        return copies -> new ImportRow(
                request,
                body,
                title,
                phase,
                epoch,
                started,
                place,
                waitingFor,
                over,
                reason,
                copied,
                created,
                updated,
                ended,
                copies);
    }

    private static ImportRow.Copy copy(ResultSet rs) throws SQLException {
        return new ImportRow.Copy(
                StoreId.of(rs.getString("store")),
                StoreState.valueOf(rs.getString("state").toUpperCase(Locale.ROOT)),
                rs.getString("way"),
                rs.getInt("round"),
                rs.getInt("attempts"),
                rs.getLong("done_bytes"),
                rs.getString("reason"),
                instant(rs, "next_retry_at"),
                rs.getString("source"),
                rs.getString("check_made"),
                rs.getLong("checked_bytes"),
                rs.getInt("retries"));
    }

    private static @Nullable Instant instant(ResultSet rs, String column) throws SQLException {
        Timestamp value = rs.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }

    private static ImportRequest request(String json) {
        try {
            return ImageRows.JSON.readValue(json, ImportRequest.class);
        } catch (JsonProcessingException e) {
            throw new ImageException(FailureKind.INTERNAL, "catalog: an import's request is unreadable", e);
        }
    }
}
