package io.longshore.catalog;

import static io.longshore.image.FailureKind.SUPERSEDED;

import io.longshore.image.ContentManifest;
import io.longshore.image.Extents;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportId;
import io.longshore.importing.StoreState;
import io.longshore.importing.Turn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Uploads: a row before the first byte, and for ever after. */
public final class UploadCatalog {

    private final Database database;
    private final ImageRows rows;
    private final EventCatalog events;

    UploadCatalog(Database database, ImageRows rows, EventCatalog events) {
        this.database = database;
        this.rows = rows;
        this.events = events;
    }

    /**
     * A new attempt of an import's copy takes over from all earlier ones. It goes on with the upload of the same generation, if there is
     * one, else a new upload gets the address that {@code place} answers for its number (counted from 1). A copy that has landed answers
     * its whole upload, also where somebody deleted it since. {@code SUPERSEDED} where the import has ended, runs under another epoch, or gave this target up, and where an
     * attempt whose turn is later was here first.
     *
     * @param anew whether what the earlier attempt wrote is lost: then it goes to the reclaim list and a new upload begins
     */
    public UploadRow beginAttempt(
            ImportId importId, Turn turn, StoreId store, int generation, boolean anew, IntFunction<ObjectUrl> place) {
        return placing(
                place,
                turn.isFirst(),
                placed -> database.transaction(handle -> {
                    boolean there = rows.lockRow(handle, importId);
                    ImportRow row = ImportRows.get(handle, importId);
                    boolean wanted = row.copies().stream()
                            .anyMatch(c -> c.store().equals(store)
                                    && switch (c.state()) {
                                        case WAITING, COPYING, RETRYING, LANDED, DONE -> true;
                                        case FAILED, SKIPPED, CANCELLED -> false;
                                    });
                    if (!there || !row.isOpen() || row.epoch() != turn.epoch() || !wanted) {
                        throw new ImageException(
                                SUPERSEDED, "store " + store + ": the import goes on without this copy");
                    }
                    boolean done = row.copies().stream()
                            .anyMatch(c -> c.store().equals(store) && c.state() == StoreState.DONE);
                    Optional<UploadRow> current = handle.createQuery("""
                            select * from uploads
                            where import_id = :import and store = :store and (state in ('writing', 'whole') or :done)
                            order by nth desc limit 1""")
                            .bind("done", done)
                            .bind("import", importId.value())
                            .bind("store", store.value())
                            .map((rs, ctx) -> row(rs))
                            .findOne();
                    if (current.isPresent() && current.get().state() != UploadRow.State.WRITING) {
                        return current.get();
                    }
                    if (current.isPresent() && current.get().turn() > turn.order()) {
                        throw new ImageException(SUPERSEDED, "store " + store + ": a later attempt has taken over");
                    }
                    if (current.isPresent() && current.get().generation() == generation && !anew) {
                        return update(handle, current.get().id(), "attempt = attempt + 1, turn = " + turn.order());
                    }
                    current.ifPresent(c -> update(handle, c.id(), "state = 'reclaim', reason = 'begun anew'"));
                    ImageId image = row.request().imageId();
                    if (current.isEmpty()) {
                        events.record(
                                handle,
                                "image.prepare",
                                rows.find(handle, image).orElseThrow(),
                                store);
                    }
                    handle.createUpdate("""
                            update import_copies set state = case when state = 'waiting' then 'copying' else state end
                            where import_id = :import and store = :store""")
                            .bind("import", importId.value())
                            .bind("store", store.value())
                            .execute();
                    return insert(handle, image, importId, store, generation, turn.order(), placed);
                }));
    }

    /**
     * A store is asked for an address while nothing is locked and no connection is held, for it may take its time: a transaction that
     * needs one which is not known yet is undone, and made again when it is.
     *
     * @param first whether this is most likely the image's first upload there
     */
    private static UploadRow placing(
            IntFunction<ObjectUrl> place, boolean first, Function<IntFunction<ObjectUrl>, UploadRow> work) {
        Map<Integer, ObjectUrl> known = new HashMap<>();
        if (first) {
            known.put(1, place.apply(1));
        }
        while (true) {
            try {
                return work.apply(nth -> {
                    ObjectUrl url = known.get(nth);
                    if (url == null) {
                        throw new Unplaced(nth);
                    }
                    return url;
                });
            } catch (Unplaced unplaced) {
                known.put(unplaced.nth, place.apply(unplaced.nth));
            }
        }
    }

    /** An upload of that number has no address yet. */
    private static final class Unplaced extends RuntimeException {

        private final int nth;

        Unplaced(int nth) {
            super(null, null, false, false);
            this.nth = nth;
        }
    }

    /** Begins the upload of a {@code PUT /file}. {@code SUPERSEDED} where the image is not the writer's. */
    public UploadRow beginPut(ImageId imageId, UUID writer, StoreId store, IntFunction<ObjectUrl> place) {
        return placing(
                place,
                true,
                placed -> database.transaction(handle -> {
                    rows.lockOwned(handle, imageId, writer);
                    events.record(
                            handle, "image.prepare", rows.find(handle, imageId).orElseThrow(), store);
                    return insert(handle, imageId, null, store, 0, 0, placed);
                }));
    }

    /**
     * Ends a {@code PUT /file} that succeeded: the copy is the image's, the image is active. {@code SUPERSEDED} where the image is no
     * longer the writer's (deleted, or put back by the reconciler); then the upload is on the reclaim list.
     */
    public void finishPut(
            ImageId imageId, UUID writer, UUID upload, ContentManifest manifest, @Nullable Long virtualSizeBytes) {
        database.change(handle -> {
            rows.lockOwned(handle, imageId, writer);
            UploadRow whole = update(handle, upload, "state = 'whole', size_bytes = " + manifest.sizeBytes());
            handle.createUpdate(
                            "insert into locations (image_id, store, url, upload_id) values (:image, :store, :url, :upload)")
                    .bind("image", imageId.value())
                    .bind("store", whole.store().value())
                    .bind("url", whole.url().value())
                    .bind("upload", upload)
                    .execute();
            ManifestCatalog.keep(handle, imageId, manifest);
            Image active = handle.createQuery("""
                            update images i set status = 'active', size_bytes = :size, virtual_size_bytes = :virtual, md5 = :md5,
                                sha512 = :sha512, writer = null, writer_lease = null, updated_at = clock_timestamp()
                            where id = :image""" + ImageRows.RETURNING)
                    .bind("image", imageId.value())
                    .bind("size", manifest.sizeBytes())
                    .bind("virtual", virtualSizeBytes)
                    .bind("md5", manifest.hashes().md5())
                    .bind("sha512", manifest.hashes().sha512())
                    .map((rs, ctx) -> rows.image(rs))
                    .one();
            events.record(handle, "image.upload", active, whole.store());
            events.record(handle, "image.activate", active);
        });
    }

    /** Whether the attempt may still write: the upload is being written, and nobody has taken over. */
    public boolean owns(UUID upload, int attempt) {
        return database.read(handle -> handle.createQuery(
                        "select exists (select 1 from uploads where id = :id and attempt = :attempt and state = 'writing')")
                .bind("id", upload)
                .bind("attempt", attempt)
                .mapTo(Boolean.class)
                .one());
    }

    /**
     * Whether what is at the upload's address may be deleted: the upload is nobody's any more, its bytes are to be deleted or were, and
     * nobody has registered what is there since.
     */
    public boolean mayDelete(UUID upload) {
        return database.read(handle ->
                handle.createQuery("""
                        select exists (select 1 from uploads u where id = :id and state in ('reclaim', 'gone') and not exists (
                            select 1 from uploads other where other.url = u.url and other.id <> u.id and other.state <> 'gone'))""").bind("id", upload).mapTo(Boolean.class).one());
    }

    /** Notes what the store has for good. {@code SUPERSEDED} where the attempt may not write any more. */
    public void noteDurable(UUID upload, int attempt, Durable durable) {
        database.change(handle -> {
            int noted = handle.createUpdate("""
                            update uploads set durable = cast(:durable as int8multirange), part_bytes = :part, compared = :compared,
                                updated_at = clock_timestamp()
                            where id = :id and attempt = :attempt and state = 'writing'""")
                    .bind("id", upload)
                    .bind("attempt", attempt)
                    .bind("durable", durable.extents().toString())
                    .bind("part", durable.partBytes())
                    .bind("compared", durable.compared())
                    .execute();
            if (noted == 0) {
                throw new ImageException(SUPERSEDED, "a later attempt has taken over");
            }
        });
    }

    /** What is to be deleted of an image, oldest first. */
    public List<UploadRow> reclaimList(ImageId image) {
        return database.read(handle -> handle.createQuery(
                        "select * from uploads where image_id = :image and state = 'reclaim' order by nth")
                .bind("image", image.value())
                .map((rs, ctx) -> row(rs))
                .list());
    }

    /** Images, deleted or not, with entries on the reclaim list older than {@code age}. */
    public List<Leftovers> toReclaim(Duration age) {
        return database.read(handle -> handle.createQuery("""
                        select distinct i.id, i.owner from uploads u join images i on i.id = u.image_id
                        where u.state = 'reclaim' and u.updated_at < clock_timestamp() - :age""")
                .bind("age", age)
                .map((rs, ctx) -> leftovers(rs))
                .list());
    }

    /** Of an image, deleted or not; {@code project} is its owner's. */
    public record Leftovers(ImageId image, String project) {}

    private static Leftovers leftovers(ResultSet rs) throws SQLException {
        String owner = rs.getString("owner");
        return new Leftovers(new ImageId(rs.getObject("id", UUID.class)), owner == null ? "" : owner);
    }

    /** The bytes of an upload on the reclaim list are gone. Repeatable. */
    public void gone(UUID upload) {
        database.change(handle -> handle.createUpdate(
                        "update uploads set state = 'gone', updated_at = clock_timestamp() where id = :id and state = 'reclaim'")
                .bind("id", upload)
                .execute());
    }

    /**
     * Images, deleted or not, with uploads that were deleted unfinished more than {@code age} ago and not looked at since; the longest
     * untouched first.
     */
    public List<Leftovers> toLookAtAgain(Duration age, int most) {
        return database.read(handle -> handle.createQuery("""
                        select i.id, i.owner from (
                            select image_id, min(updated_at) as oldest from uploads
                            where state = 'gone' and size_bytes is null and not looked_again
                                and updated_at < clock_timestamp() - :age
                            group by image_id order by oldest limit :most) u join images i on i.id = u.image_id
                        order by u.oldest""")
                .bind("age", age)
                .bind("most", most)
                .map((rs, ctx) -> leftovers(rs))
                .list());
    }

    /** Those uploads of one image. Whoever asks looks at them now: nobody else is told of them for another {@code age}. */
    public List<UploadRow> lookAgain(ImageId image, Duration age) {
        return database.transaction(handle -> handle.createQuery("""
                        update uploads set updated_at = clock_timestamp()
                        where image_id = :image and state = 'gone' and size_bytes is null and not looked_again
                            and updated_at < clock_timestamp() - :age
                        returning *""")
                .bind("image", image.value())
                .bind("age", age)
                .map((rs, ctx) -> row(rs))
                .list());
    }

    /** Nothing is left of an upload at a second look, and nothing can come any more. Repeatable. */
    public void lookedAgain(UUID upload) {
        database.change(handle -> handle.createUpdate("update uploads set looked_again = true where id = :id")
                .bind("id", upload)
                .execute());
    }

    /** The store does not let go of an upload on the reclaim list, and why. */
    public void notGone(UUID upload, String reason) {
        database.change(handle -> handle.createUpdate(
                        "update uploads set reason = :reason where id = :id and state = 'reclaim'")
                .bind("id", upload)
                .bind("reason", reason)
                .execute());
    }

    /** Those of the addresses that no row, of whatever state, has. */
    public List<ObjectUrl> unknown(List<ObjectUrl> urls) {
        return database.read(handle -> handle.createQuery(
                        "select u from unnest(:urls) u where not exists (select 1 from uploads where url = u)")
                .bindArray(
                        "urls",
                        String.class,
                        urls.stream().map(ObjectUrl::value).toList())
                .mapTo(String.class)
                .map(ObjectUrl::of)
                .list());
    }

    private static UploadRow insert(
            Handle handle,
            ImageId image,
            @Nullable ImportId importId,
            StoreId store,
            int generation,
            long turn,
            IntFunction<ObjectUrl> place) {
        int nth = handle.createQuery(
                                "select coalesce(max(nth), 0) from uploads where image_id = :image and store = :store")
                        .bind("image", image.value())
                        .bind("store", store.value())
                        .mapTo(Integer.class)
                        .one()
                + 1;
        return handle.createQuery("""
                        insert into uploads (id, image_id, import_id, store, nth, url, generation, attempt, turn, state)
                        values (:id, :image, :import, :store, :nth, :url, :generation, 1, :turn, 'writing') returning *""")
                .bind("id", UUID.randomUUID())
                .bind("image", image.value())
                .bind("import", importId == null ? null : importId.value())
                .bind("store", store.value())
                .bind("nth", nth)
                .bind("url", place.apply(nth).value())
                .bind("generation", generation)
                .bind("turn", turn)
                .map((rs, ctx) -> row(rs))
                .one();
    }

    private static UploadRow update(Handle handle, UUID upload, String change) {
        return handle.createQuery(
                        "update uploads set " + change + ", updated_at = clock_timestamp() where id = :id returning *")
                .bind("id", upload)
                .map((rs, ctx) -> row(rs))
                .one();
    }

    private static UploadRow row(ResultSet rs) throws SQLException {
        return new UploadRow(
                rs.getObject("id", UUID.class),
                new ImageId(rs.getObject("image_id", UUID.class)),
                StoreId.of(rs.getString("store")),
                ObjectUrl.of(rs.getString("url")),
                rs.getInt("generation"),
                rs.getInt("attempt"),
                rs.getLong("turn"),
                UploadRow.State.valueOf(rs.getString("state").toUpperCase(Locale.ROOT)),
                new Durable(
                        Extents.parse(rs.getString("durable")), rs.getLong("part_bytes"), rs.getBoolean("compared")),
                rs.getObject("size_bytes", Long.class),
                rs.getString("reason"));
    }
}
