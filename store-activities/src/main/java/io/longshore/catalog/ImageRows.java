package io.longshore.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longshore.image.ContainerFormat;
import io.longshore.image.ContentHashes;
import io.longshore.image.DiskFormat;
import io.longshore.image.FailureKind;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ImageLocation;
import io.longshore.image.ImageStatus;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.image.Visibility;
import io.longshore.importing.ImportId;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** Rows of {@code images} as values, and the lock under which an image changes. */
final class ImageRows {

    static final ObjectMapper JSON = new ObjectMapper().findAndRegisterModules();

    private static final String SEPARATOR = "\u001f";
    private static final TypeReference<LinkedHashMap<String, String>> PROPERTIES = new TypeReference<>() {};
    private static final TypeReference<LinkedHashMap<String, Object>> METADATA = new TypeReference<>() {};

    private static final String COLUMNS = """
            i.*, array(
                select concat_ws(chr(31), l.store, l.upload_id::text, l.metadata::text, l.url) from locations l
                where l.image_id = i.id and l.unseen_for is null) as copies
            """;

    /** Everything an {@link Image} is made of; a query goes on with its own conditions. */
    static final String SELECT = "select " + COLUMNS + "from images i ";

    /** The same of each row that a statement has changed, where that calls the table {@code i}. */
    static final String RETURNING = " returning " + COLUMNS;

    private final Comparator<StoreId> storeOrder;

    ImageRows(Comparator<StoreId> storeOrder) {
        this.storeOrder = storeOrder;
    }

    Optional<Image> find(Handle handle, ImageId id) {
        return handle.createQuery(SELECT + "where i.id = :id and i.status <> 'deleted'")
                .bind("id", id.value())
                .map((rs, ctx) -> image(rs))
                .findOne();
    }

    /** The image, its row locked until the transaction ends: nobody else changes it meanwhile. {@code NOT_FOUND} where none is. */
    Image lock(Handle handle, ImageId id) {
        return lockIfThere(handle, id)
                .orElseThrow(() -> new ImageException(FailureKind.NOT_FOUND, "No image found with ID " + id));
    }

    Optional<Image> lockIfThere(Handle handle, ImageId id) {
        // Locked first, read second: a statement that had to wait would otherwise show the locations of before.
        return lockRow(handle, id) ? find(handle, id) : Optional.empty();
    }

    /** As {@link #lockIfThere}, for who needs not know more than that. */
    boolean lockRow(Handle handle, ImageId id) {
        return isTrue(handle.createQuery("select status <> 'deleted' from images where id = :id for update")
                .bind("id", id.value()));
    }

    /** Likewise the image that an import is of. */
    boolean lockRow(Handle handle, ImportId id) {
        return isTrue(handle.createQuery("""
                        select i.status <> 'deleted' from imports m join images i on i.id = m.image_id
                        where m.id = :id for update of i""").bind("id", id.value()));
    }

    /** Locks the image's row; {@code SUPERSEDED} where it is not being written by {@code writer} any more. */
    void lockOwned(Handle handle, ImageId id, UUID writer) {
        if (!isTrue(handle.createQuery("select coalesce(writer = :writer, false) from images where id = :id for update")
                .bind("id", id.value())
                .bind("writer", writer))) {
            throw new ImageException(FailureKind.SUPERSEDED, "image " + id + " was deleted or put back meanwhile");
        }
    }

    private static boolean isTrue(Query query) {
        return query.mapTo(Boolean.class).findOne().orElse(false);
    }

    Image image(ResultSet rs) throws SQLException {
        String md5 = rs.getString("md5");
        String sha512 = rs.getString("sha512");
        String diskFormat = rs.getString("disk_format");
        String containerFormat = rs.getString("container_format");
        return new Image(
                new ImageId(rs.getObject("id", UUID.class)),
                rs.getString("name"),
                ImageStatus.of(rs.getString("status")),
                Visibility.of(rs.getString("visibility")),
                rs.getBoolean("is_protected"),
                rs.getBoolean("is_hidden"),
                rs.getString("owner"),
                rs.getObject("size_bytes", Long.class),
                rs.getObject("virtual_size_bytes", Long.class),
                sha512 == null ? null : new ContentHashes(md5, sha512),
                rs.getInt("min_ram"),
                rs.getInt("min_disk"),
                diskFormat == null ? null : DiskFormat.of(diskFormat),
                containerFormat == null ? null : ContainerFormat.of(containerFormat),
                rs.getTimestamp("created_at").toInstant(),
                rs.getTimestamp("updated_at").toInstant(),
                new LinkedHashSet<>(strings(rs.getArray("tags"))),
                properties(rs.getString("properties")),
                stores(rs.getArray("importing_to")),
                stores(rs.getArray("failed_import")),
                rs.getObject("open_import", UUID.class),
                locations(strings(rs.getArray("copies"))));
    }

    private List<ImageLocation> locations(List<String> copies) {
        return copies.stream()
                .map(copy -> copy.split(SEPARATOR, 4))
                .map(c ->
                        new ImageLocation(StoreId.of(c[0]), ObjectUrl.of(c[3]), UUID.fromString(c[1]), metadata(c[2])))
                .sorted(Comparator.comparing(ImageLocation::store, storeOrder))
                .toList();
    }

    private static List<String> strings(Array array) throws SQLException {
        return Arrays.asList((String[]) array.getArray());
    }

    static @Nullable List<StoreId> stores(@Nullable Array array) throws SQLException {
        return array == null
                ? null
                : strings(array).stream().map(StoreId::of).sorted().toList();
    }

    /** Distinct, sorted, as PostgreSQL takes them; none stays none. */
    static String @Nullable [] array(@Nullable List<StoreId> stores) {
        return stores == null
                ? null
                : stores.stream().map(StoreId::value).distinct().sorted().toArray(String[]::new);
    }

    private static Map<String, Object> metadata(String json) {
        return json.equals("{}") ? Map.of() : read(json, METADATA);
    }

    static Map<String, String> properties(String json) {
        return read(json, PROPERTIES);
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new ImageException(FailureKind.INTERNAL, "catalog: what a row holds as JSON is unreadable", e);
        }
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new ImageException(FailureKind.INTERNAL, "catalog: a value cannot be written as JSON", e);
        }
    }
}
