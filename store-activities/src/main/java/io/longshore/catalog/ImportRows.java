package io.longshore.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Rows of {@code imports} with their {@code import_copies}. */
final class ImportRows {

    /** Everything an {@link ImportRow} is made of; a query goes on with its own conditions. */
    static final String SELECT = """
            select i.*, (
                select json_agg(c order by c.position) from import_copies c where c.import_id = i.id) as copies
            from imports i
            """;

    /** What the fetch is called among the stores. */
    private static final StoreId SOURCE = StoreId.of("source");

    private ImportRows() {}

    static Optional<ImportRow> find(Handle handle, ImportId id) {
        return handle.createQuery(SELECT + "where id = :id")
                .bind("id", id.value())
                .map((rs, ctx) -> row(rs))
                .findOne();
    }

    /** The import's row and copies; the image's row must be locked already where the answer decides about a write. */
    static ImportRow get(Handle handle, ImportId id) {
        return find(handle, id).orElseThrow(() -> unknown(id));
    }

    static ImageException unknown(ImportId id) {
        return new ImageException(FailureKind.NOT_FOUND, "Could not find task " + id);
    }

    /** All rows of {@code query}, in its order. */
    static List<ImportRow> list(Query query) {
        return query.map((rs, ctx) -> row(rs)).list();
    }

    static ImportRow row(ResultSet rs) throws SQLException {
        String directory = rs.getString("staging_directory");
        return new ImportRow(
                request(rs.getString("request")),
                rs.getString("body"),
                rs.getString("title"),
                ImportPhase.valueOf(rs.getString("phase").toUpperCase(Locale.ROOT)),
                rs.getInt("epoch"),
                instant(rs, "started_at"),
                directory == null ? null : new StagingPlace(directory, rs.getString("staging_host")),
                rs.getString("waiting_for"),
                fetch(rs.getString("fetch_round")),
                rs.getString("over"),
                rs.getString("reason"),
                rs.getLong("copied_bytes"),
                rs.getTimestamp("created_at").toInstant(),
                rs.getTimestamp("updated_at").toInstant(),
                instant(rs, "ended_at"),
                copies(rs.getString("copies")));
    }

    private static List<ImportRow.Copy> copies(@Nullable String json) {
        if (json == null) {
            return List.of();
        }
        List<ImportRow.Copy> copies = new ArrayList<>();
        tree(json).forEach(copy -> copies.add(copy(copy)));
        return List.copyOf(copies);
    }

    private static ImportRow.@Nullable Copy fetch(@Nullable String json) {
        return json == null ? null : copy(SOURCE, StoreState.RETRYING, tree(json));
    }

    private static ImportRow.Copy copy(JsonNode copy) {
        return copy(
                StoreId.of(copy.get("store").textValue()),
                StoreState.valueOf(copy.get("state").textValue().toUpperCase(Locale.ROOT)),
                copy);
    }

    private static ImportRow.Copy copy(StoreId store, StoreState state, JsonNode copy) {
        String next = text(copy, "next_retry_at");
        String kind = text(copy, "failure_kind");
        return new ImportRow.Copy(
                store,
                state,
                text(copy, "way"),
                copy.path("staged").booleanValue(),
                copy.get("round").intValue(),
                copy.get("attempts").intValue(),
                copy.get("done_bytes").longValue(),
                copy.path("total_bytes").isNumber() ? copy.get("total_bytes").longValue() : null,
                text(copy, "reason"),
                kind == null ? null : FailureKind.valueOf(kind),
                next == null ? null : OffsetDateTime.parse(next).toInstant(),
                text(copy, "source"),
                text(copy, "check_made"),
                copy.path("checked_bytes").longValue(),
                copy.path("retries").intValue());
    }

    private static @Nullable String text(JsonNode copy, String column) {
        return copy.path(column).textValue();
    }

    private static @Nullable Instant instant(ResultSet rs, String column) throws SQLException {
        Timestamp value = rs.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }

    private static JsonNode tree(String json) {
        try {
            return ImageRows.JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new ImageException(FailureKind.INTERNAL, "catalog: an import's copies are unreadable", e);
        }
    }

    private static ImportRequest request(String json) {
        try {
            return ImageRows.JSON.readValue(json, ImportRequest.class);
        } catch (JsonProcessingException e) {
            throw new ImageException(FailureKind.INTERNAL, "catalog: an import's request is unreadable", e);
        }
    }
}
