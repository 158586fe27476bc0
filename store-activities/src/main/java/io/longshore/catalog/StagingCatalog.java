package io.longshore.catalog;

import static io.longshore.image.FailureKind.STAGING_FULL;
import static io.longshore.image.FailureKind.SUPERSEDED;
import static io.longshore.image.FailureKind.TOO_LARGE;

import io.longshore.image.ContentManifest;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.importing.ImportId;
import io.longshore.importing.StagingPlace;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Staging: which hosts work which directories, and what lies there for whom. */
public final class StagingCatalog {

    /** Who has renewed far in the future did so before the clock was set back. */
    private static final String LIVE =
            "renewed_at between clock_timestamp() - interval '60 seconds' and clock_timestamp() + interval '60 seconds'";

    /** Of a row of an import: it has bytes to copy from its place. */
    private static final String STAGES = """
            (i.ended_at is null and i.staging_host is not null and exists (select 1 from import_copies c
                where c.import_id = i.id and c.staged and c.state in ('waiting', 'copying', 'retrying')))""";

    /** The same: and the host there serves its queues no more, or leaves them to another one. */
    static final String UNSERVED = "(" + STAGES + """
             and exists (select 1 from hosts h where h.directory = i.staging_directory and h.host = i.staging_host
                and (h.deserted or h.leaving and exists (
                    select 1 from hosts where directory = i.staging_directory and not leaving and\s""" + LIVE + "))))";

    private final Database database;
    private final ImageRows rows;
    private final EventCatalog events;
    private final ImportWrites writes;

    StagingCatalog(Database database, ImageRows rows, EventCatalog events) {
        this.database = database;
        this.rows = rows;
        this.events = events;
        this.writes = new ImportWrites(database, rows);
    }

    /**
     * A host says that it works its directory; to be repeated every {@link Leases#RENEWAL}.
     *
     * @param capacityBytes how much may ever be staged
     * @param usableBytes how much of it the file system has now, what is staged included
     */
    public void renew(StagingPlace place, long capacityBytes, long usableBytes) {
        database.change(handle -> handle.createUpdate("""
                        insert into hosts (directory, host, renewed_at, gapless_since, capacity_bytes, usable_bytes)
                        values (:directory, :host, clock_timestamp(), clock_timestamp(), :capacity, :usable)
                        on conflict (directory, host) do update set
                            gapless_since = case when hosts.%s
                                then hosts.gapless_since else clock_timestamp() end,
                            renewed_at = clock_timestamp(), leaving = false, deserted = false,
                            capacity_bytes = excluded.capacity_bytes, usable_bytes = excluded.usable_bytes""".formatted(LIVE))
                .bind("directory", place.directory())
                .bind("host", place.host())
                .bind("capacity", capacityBytes)
                .bind("usable", usableBytes)
                .execute());
    }

    /** A host stops on purpose: nothing new is given to it. Its staged bytes stay its own until it is lost. */
    public void leave(StagingPlace place) {
        database.change(handle -> handle.createUpdate(
                        "update hosts set renewed_at = clock_timestamp(), leaving = true where directory = :directory and host = :host")
                .bind("directory", place.directory())
                .bind("host", place.host())
                .execute());
    }

    /** Whether a host stopped on purpose, and has not come back. */
    public boolean isLeaving(StagingPlace place) {
        return database.read(handle -> handle.createQuery(
                        "select exists (select 1 from hosts where directory = :directory and host = :host and leaving)")
                .bind("directory", place.directory())
                .bind("host", place.host())
                .mapTo(Boolean.class)
                .one());
    }

    /**
     * Whether a host is lost: silent for 60 s, in the eyes of a host that has itself renewed without a gap for those 60 s. After a stop
     * of everything, so, each host first has 60 s to come back.
     */
    public boolean isLost(StagingPlace place) {
        return isLost(place.directory(), place.host());
    }

    /** Whether all hosts of a directory are lost. */
    public boolean isLost(String directory) {
        return isLost(directory, null);
    }

    private boolean isLost(String directory, @Nullable String host) {
        return database.read(handle -> handle.createQuery("""
                        select\s""" + lost(":directory", ":host::text"))
                .bind("directory", directory)
                .bind("host", host)
                .mapTo(Boolean.class)
                .one());
    }

    private static String lost(String directory, String host) {
        return """
                (not exists (select 1 from hosts where directory = %1$s and %3$s and (%2$s is null or host = %2$s))
                    and exists (select 1 from hosts where %3$s
                        and gapless_since < clock_timestamp() - interval '60 seconds'))""".formatted(directory, host, LIVE);
    }

    /** Lost hosts that imports have bytes to copy from, and of which nobody knows whether they serve their queues. */
    public List<StagingPlace> silent() {
        return database.read(handle -> handle.createQuery(
                        """
                        select distinct h.directory, h.host from hosts h
                            join imports i on i.staging_directory = h.directory and i.staging_host = h.host and\s""" + STAGES + " where not h.deserted and " + lost("h.directory", "h.host"))
                .map((rs, ctx) -> new StagingPlace(rs.getString("directory"), rs.getString("host")))
                .list());
    }

    /** A lost host serves its queues no more, until it says that it lives. Repeatable. */
    public void deserted(StagingPlace place) {
        database.change(handle -> handle.createUpdate("""
                        update hosts set deserted = true where directory = :directory and host = :host and\s""" + lost(":directory", ":host"))
                .bind("directory", place.directory())
                .bind("host", place.host())
                .execute());
    }

    /**
     * A live host that stays: of a directory that has room for {@code bytes} before one that has not, and of those the one with the
     * least to do; within {@code directory} where one is given.
     */
    public Optional<StagingPlace> liveHost(@Nullable String directory, long bytes) {
        return database.read(handle -> handle.createQuery("""
                        select h.directory, h.host from hosts h where h.%s and not h.leaving
                            and (:directory::text is null or h.directory = :directory)
                        order by least(h.capacity_bytes, h.usable_bytes) - :bytes < (select coalesce(sum(s.reserved_bytes), 0) from staged s
                                where s.directory = h.directory) + kept_room(h.directory, 0, 'infinity'),
                            (select count(*) from staged s
                            where s.directory = h.directory and s.host = h.host and not s.discard), h.host
                        limit 1""".formatted(LIVE))
                .bind("directory", directory)
                .bind("bytes", bytes)
                .map((rs, ctx) -> new StagingPlace(rs.getString("directory"), rs.getString("host")))
                .findOne());
    }

    /** The image's current generation, if any. */
    public Optional<StagedRow> current(ImageId image) {
        return database.read(handle -> current(handle, image));
    }

    /** Begins the generation of a {@code PUT /stage}. {@code SUPERSEDED} where the image is not the writer's. */
    public StagedRow beginWriting(ImageId image, UUID writer, StagingPlace place) {
        return database.transaction(handle -> {
            rows.lockOwned(handle, image, writer);
            return insert(handle, image, null, place);
        });
    }

    /**
     * Ends a {@code PUT /stage} that succeeded: the image knows its size and waits for an import. {@code SUPERSEDED} where it is no
     * longer the writer's.
     */
    public void finishWriting(
            ImageId image, UUID writer, int generation, ContentManifest manifest, @Nullable Long virtualSizeBytes) {
        database.change(handle -> {
            rows.lockOwned(handle, image, writer);
            seal(handle, image, generation, manifest, virtualSizeBytes);
            Image staged = handle.createQuery("""
                            update images i set size_bytes = :size, writer = null, writer_lease = null,
                                updated_at = clock_timestamp()
                            where id = :image""" + ImageRows.RETURNING)
                    .bind("image", image.value())
                    .bind("size", manifest.sizeBytes())
                    .map((rs, ctx) -> rows.image(rs))
                    .one();
            events.record(handle, "image.update", staged);
        });
    }

    /** The generation that a run stages into, begun at {@code place} if there is none. {@code SUPERSEDED} as everywhere. */
    public StagedRow beginFetch(ImportId importId, int epoch, StagingPlace place) {
        return database.transaction(handle -> {
            ImageId image = open(handle, importId, epoch);
            return current(handle, image).orElseGet(() -> insert(handle, image, importId, place));
        });
    }

    /** The source was begun anew: the current generation may go, the next one begins at the same place. */
    public StagedRow nextGeneration(ImportId importId, int epoch, int generation) {
        return database.transaction(handle -> {
            ImageId image = open(handle, importId, epoch);
            StagedRow current = current(handle, image)
                    .orElseThrow(() -> new ImageException(SUPERSEDED, "nothing is staged for image " + image));
            if (current.generation() != generation) {
                return current;
            }
            handle.createUpdate("update staged set discard = true where generation = :generation")
                    .bind("generation", generation)
                    .execute();
            return insert(handle, image, importId, current.place());
        });
    }

    /** Another host of the same directory goes on with what is staged. */
    public void moveTo(ImportId importId, int epoch, StagingPlace place) {
        database.change(handle -> {
            ImageId image = open(handle, importId, epoch);
            handle.createUpdate(
                            "update staged set host = :host where image_id = :image and directory = :directory and not discard")
                    .bind("image", image.value())
                    .bind("directory", place.directory())
                    .bind("host", place.host())
                    .execute();
        });
    }

    /** Notes that a fetch is sealed, and what its bytes are. Repeatable. {@code SUPERSEDED} as everywhere. */
    public void sealed(
            ImportId importId, int epoch, int generation, ContentManifest manifest, @Nullable Long virtualSizeBytes) {
        database.change(handle -> seal(handle, open(handle, importId, epoch), generation, manifest, virtualSizeBytes));
    }

    /**
     * Keeps room for all {@code bytes} of the generation, as its source announces them. {@code STAGING_FULL} where the directory's
     * capacity does not allow it now, {@code TOO_LARGE} where it never does; nothing is kept then.
     */
    public void reserve(int generation, long bytes) {
        keep(generation, bytes, bytes, bytes);
    }

    /**
     * Keeps room for a generation whose size nobody knows: {@code wished} bytes, or as many as there is room for, and no fewer than
     * {@code least}. Fails as {@link #reserve} does; what was kept before stays.
     *
     * @return how many are kept now
     */
    public long grow(int generation, long least, long wished) {
        return keep(generation, least, wished, null);
    }

    private long keep(int generation, long least, long wished, @Nullable Long size) {
        // One statement, for all imports of a directory come past here one by one.
        Room room = database.read(
                handle -> handle.createQuery("select * from keep_room(:generation, :least, :wished, :size::bigint)")
                        .bind("generation", generation)
                        .bind("least", least)
                        .bind("wished", wished)
                        .bind("size", size)
                        .map((rs, ctx) -> new Room(rs.getLong("capacity"), rs.getLong("taken"), rs.getLong("kept")))
                        .findOne()
                        .orElseThrow(() -> new ImageException(SUPERSEDED, "staging: a later generation has begun")));
        if (least > room.capacity()) {
            throw new ImageException(
                    TOO_LARGE, "staging: " + least + " bytes are more than its capacity of " + room.capacity());
        }
        if (least > room.capacity() - room.taken()) {
            throw new ImageException(
                    STAGING_FULL, "staging: no room for " + least + " bytes until other imports have ended");
        }
        return room.kept();
    }

    /** Of a directory, as one generation sees it, which has {@code kept} of it. */
    private record Room(long capacity, long taken, long kept) {}

    /** Notes how many bytes the generation will have, and keeps no room for them. */
    public void noteSize(int generation, long bytes) {
        database.change(handle -> handle.createUpdate(
                        "update staged set size_bytes = :bytes where generation = :generation and not discard")
                .bind("generation", generation)
                .bind("bytes", bytes)
                .execute());
    }

    /** Notes what the source calls its bytes, so that a later attempt goes on only with the same. */
    public void noteSource(int generation, String validator) {
        database.change(handle -> handle.createUpdate(
                        "update staged set source_validator = :validator where generation = :generation")
                .bind("generation", generation)
                .bind("validator", validator)
                .execute());
    }

    /** The generations in a directory that nobody needs any more. */
    public List<StagedRow> discards(String directory) {
        return database.read(
                handle -> handle.createQuery("select * from staged where directory = :directory and discard")
                        .bind("directory", directory)
                        .map((rs, ctx) -> row(rs))
                        .list());
    }

    /** Whether the generation has a row: its bytes, if any, are accounted for. */
    public boolean knows(int generation) {
        return database.read(
                handle -> handle.createQuery("select exists (select 1 from staged where generation = :generation)")
                        .bind("generation", generation)
                        .mapTo(Boolean.class)
                        .one());
    }

    /** The bytes of a discarded generation are gone. Repeatable. */
    public void discarded(int generation) {
        database.change(handle -> handle.createUpdate("delete from staged where generation = :generation and discard")
                .bind("generation", generation)
                .execute());
    }

    private static Optional<StagedRow> current(Handle handle, ImageId image) {
        return handle.createQuery("select * from staged where image_id = :image and not discard")
                .bind("image", image.value())
                .map((rs, ctx) -> row(rs))
                .findOne();
    }

    /** Whether every byte of the image is staged, and whoever staged them is done. */
    static boolean isStaged(Handle handle, ImageId image) {
        return handle.createQuery("""
                        select exists (select 1 from staged s join images i on i.id = s.image_id
                            where s.image_id = :image and s.sealed and not s.discard and i.writer is null)""")
                .bind("image", image.value())
                .mapTo(Boolean.class)
                .one();
    }

    private static StagedRow insert(Handle handle, ImageId image, @Nullable ImportId importId, StagingPlace place) {
        return handle.createQuery("""
                        insert into staged (image_id, import_id, directory, host) values (:image, :import, :directory, :host)
                        returning *""")
                .bind("image", image.value())
                .bind("import", importId == null ? null : importId.value())
                .bind("directory", place.directory())
                .bind("host", place.host())
                .map((rs, ctx) -> row(rs))
                .one();
    }

    private static void seal(
            Handle handle, ImageId image, int generation, ContentManifest manifest, @Nullable Long virtualSizeBytes) {
        int sealed = handle.createUpdate("""
                        update staged set sealed = true, reserved_bytes = :size, size_bytes = :size, virtual_size_bytes = :virtual
                        where generation = :generation and image_id = :image and not discard""")
                .bind("image", image.value())
                .bind("generation", generation)
                .bind("size", manifest.sizeBytes())
                .bind("virtual", virtualSizeBytes)
                .execute();
        if (sealed == 0) {
            throw new ImageException(SUPERSEDED, "staging: a later generation has begun");
        }
        ManifestCatalog.keep(handle, image, manifest);
    }

    private ImageId open(Handle handle, ImportId importId, int epoch) {
        return writes.open(handle, importId, epoch).request().imageId();
    }

    private static StagedRow row(ResultSet rs) throws SQLException {
        return new StagedRow(
                rs.getInt("generation"),
                new ImageId(rs.getObject("image_id", UUID.class)),
                new StagingPlace(rs.getString("directory"), rs.getString("host")),
                rs.getObject("size_bytes", Long.class),
                rs.getString("source_validator"),
                rs.getBoolean("sealed"),
                rs.getObject("virtual_size_bytes", Long.class),
                rs.getBoolean("discard"));
    }
}
