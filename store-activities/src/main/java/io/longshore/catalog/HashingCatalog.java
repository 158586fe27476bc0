package io.longshore.catalog;

import io.longshore.image.ContentHashes;
import io.longshore.image.ContentManifest;
import io.longshore.image.ExpectedHash;
import io.longshore.image.Image;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportPhase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/**
 * What others have registered and nobody has read yet: images whose bytes are yet to be hashed, and further copies of images, to be
 * compared with what those are. Whoever reads one holds its lease; when it runs out, another may.
 */
public final class HashingCatalog {

    private final Database database;
    private final ImageRows rows;
    private final ImageCatalog images;
    private final EventCatalog events;

    HashingCatalog(Database database, ImageRows rows, ImageCatalog images, EventCatalog events) {
        this.database = database;
        this.rows = rows;
        this.images = images;
        this.events = events;
    }

    /**
     * Bytes to be hashed.
     *
     * @param copy the store of the copy that is to be compared with its image; none: the image, whichever copy serves
     * @param expected what an image's bytes must hash to, where somebody said so
     * @param awaited whether the image is importing until then
     * @param failures so far
     */
    public record Hashing(
            ImageId image, @Nullable StoreId copy, @Nullable ExpectedHash expected, boolean awaited, int failures) {}

    static void add(Handle handle, ImageId image, @Nullable ExpectedHash expected, boolean awaited) {
        handle.createUpdate("""
                        insert into hashings (image_id, algorithm, expected, awaited)
                        values (:image, :algorithm, :expected, :awaited) on conflict do nothing""")
                .bind("image", image.value())
                .bind("algorithm", expected == null ? null : expected.algorithm())
                .bind("expected", expected == null ? null : expected.value())
                .bind("awaited", awaited)
                .execute();
    }

    static void addCopy(Handle handle, ImageId image, StoreId store) {
        handle.createUpdate(
                        "insert into unchecked_copies (image_id, store) values (:image, :store) on conflict do nothing")
                .bind("image", image.value())
                .bind("store", store.value())
                .execute();
    }

    /** The stores of an image's registered copies that nobody has read yet. */
    public Set<StoreId> unread(ImageId image) {
        return database.read(handle -> handle.createQuery("""
                        select l.store from locations l join uploads u on u.id = l.upload_id
                        where l.image_id = :image and u.registered
                            and (exists (select 1 from unchecked_copies c where c.image_id = l.image_id and c.store = l.store)
                                or exists (select 1 from hashings h where h.image_id = l.image_id))""")
                .bind("image", image.value())
                .map((rs, ctx) -> StoreId.of(rs.getString(1)))
                .set());
    }

    /** Takes the lease of the image that has waited longest, or of the copy; empty where none waits. */
    public Optional<Hashing> take(UUID worker) {
        return database.transaction(handle -> takeImage(handle, worker).or(() -> takeCopy(handle, worker)));
    }

    private static Optional<Hashing> takeImage(Handle handle, UUID worker) {
        Optional<Hashing> taken = handle.createQuery("""
                        update hashings set worker = :worker, lease = %1$s where image_id = (
                            select image_id from hashings
                            where next_at <= clock_timestamp() and (lease is null or lease %2$s)
                            order by next_at limit 1 for update skip locked)
                        returning image_id, algorithm, expected, awaited, failures""".formatted(Leases.NEXT, Leases.ENDED))
                .bind("worker", worker)
                .map((rs, ctx) -> hashing(rs))
                .findOne();
        taken.ifPresent(hashing -> RegistrationRows.note(handle, hashing.image(), ImportPhase.COPYING, null));
        return taken;
    }

    /** Copies come after the image, which they are compared with. */
    private static Optional<Hashing> takeCopy(Handle handle, UUID worker) {
        return handle.createQuery("""
                        update unchecked_copies set worker = :worker, lease = %1$s where (image_id, store) = (
                            select image_id, store from unchecked_copies c
                            where next_at <= clock_timestamp() and (lease is null or lease %2$s)
                                and not exists (select 1 from hashings h where h.image_id = c.image_id)
                            order by next_at limit 1 for update skip locked)
                        returning image_id, store, failures""".formatted(Leases.NEXT, Leases.ENDED))
                .bind("worker", worker)
                .map((rs, ctx) -> new Hashing(
                        new ImageId(rs.getObject("image_id", UUID.class)),
                        StoreId.of(rs.getString("store")),
                        null,
                        false,
                        rs.getInt("failures")))
                .findOne();
    }

    private static Hashing hashing(ResultSet rs) throws SQLException {
        String algorithm = rs.getString("algorithm");
        String expected = rs.getString("expected");
        return new Hashing(
                new ImageId(rs.getObject("image_id", UUID.class)),
                null,
                algorithm == null || expected == null ? null : new ExpectedHash(algorithm, expected),
                rs.getBoolean("awaited"),
                rs.getInt("failures"));
    }

    /** Renews the lease; false where the image is deleted, or the work another's. */
    public boolean renew(Hashing hashing, UUID worker) {
        return database.transaction(handle ->
                held(handle, hashing, worker, "set lease = " + Leases.NEXT).execute() == 1);
    }

    /** A change of the row, for who holds its lease. */
    private static Update held(Handle handle, Hashing hashing, UUID worker, String change) {
        StoreId copy = hashing.copy();
        return copy == null
                ? handle.createUpdate("update hashings " + change + " where image_id = :image and worker = :worker")
                        .bind("image", hashing.image().value())
                        .bind("worker", worker)
                : handle.createUpdate("update unchecked_copies " + change
                                + " where image_id = :image and store = :store and worker = :worker")
                        .bind("image", hashing.image().value())
                        .bind("store", copy.value())
                        .bind("worker", worker);
    }

    /**
     * The bytes are as they must be: the image has its hashes and manifest, and is active if it waited; its other registered copies are
     * to be compared with it. Harmless without the lease.
     *
     * @param read the store whose copy was read
     */
    public void finish(Hashing hashing, UUID worker, StoreId read, ContentManifest manifest) {
        ImageId id = hashing.image();
        database.change(handle -> {
            Optional<Image> image = rows.lockIfThere(handle, id);
            if (!end(handle, hashing, worker) || image.isEmpty()) {
                return;
            }
            ContentHashes has = image.get().hashes();
            if (has != null && !has.agreesWith(manifest.hashes()) && hashing.copy() != null) {
                reject(handle, image.get(), hashing.copy(), "the bytes do not have the image's hashes");
                return;
            }
            if (has == null || hashing.copy() == null) {
                addOthers(handle, id, read);
            }
            if (has == null || has.agreesWith(manifest.hashes())) {
                ManifestCatalog.keep(handle, id, manifest);
                handle.createUpdate("update images set md5 = :md5, sha512 = :sha512, size_bytes = :size where id = :id")
                        .bind("id", id.value())
                        .bind("md5", manifest.hashes().md5())
                        .bind("sha512", manifest.hashes().sha512())
                        .bind("size", manifest.sizeBytes())
                        .execute();
            }
            if (hashing.copy() != null) {
                return;
            }
            RegistrationRows.note(handle, id, ImportPhase.SUCCEEDED, null);
            if (hashing.awaited()) {
                ImageCatalog.move(handle, image.get(), ImageStatus.ACTIVE);
            }
            Image after = images.changed(handle, id);
            if (hashing.awaited()) {
                events.record(handle, "image.activate", after);
            }
        });
    }

    /** It did not work: again after {@code pause}. Harmless without the lease. */
    public void retry(Hashing hashing, UUID worker, String reason, Duration pause) {
        database.change(handle -> {
            int noted = held(handle, hashing, worker, """
                            set failures = failures + 1, reason = :reason, worker = null, lease = null,
                                next_at = clock_timestamp() + :pause""")
                    .bind("reason", reason)
                    .bind("pause", pause)
                    .execute();
            if (noted == 1 && hashing.copy() == null) {
                RegistrationRows.note(handle, hashing.image(), ImportPhase.COPYING, reason);
            }
        });
    }

    /** Lets others go on at once. Harmless without the lease. */
    public void giveBack(Hashing hashing, UUID worker) {
        database.change(handle ->
                held(handle, hashing, worker, "set worker = null, lease = null").execute());
    }

    /**
     * It never will: an image that waited is queued again and has no copy; the object, which never was the image's, stays where it is.
     * Another image, or copy, stays as it is, unless its bytes have proved to be others than they must be: then nobody is to take them
     * for what they are not. The copy is the image's no more, and an image without another one is deactivated, and without the hashes
     * that were said. Harmless without the lease.
     *
     * @param corrupt whether the bytes are others than they must be
     */
    public void abandon(Hashing hashing, UUID worker, String reason, boolean corrupt) {
        ImageId id = hashing.image();
        StoreId copy = hashing.copy();
        database.change(handle -> {
            Optional<Image> image = rows.lockIfThere(handle, id);
            if (!end(handle, hashing, worker) || image.isEmpty()) {
                return;
            }
            if (copy == null) {
                RegistrationRows.note(
                        handle, id, hashing.awaited() ? ImportPhase.FAILED : ImportPhase.SUCCEEDED, reason);
            }
            if (hashing.awaited()) {
                letGo(handle, id, "", reason);
                ImageCatalog.move(handle, image.get(), ImageStatus.QUEUED);
                forgetHashes(handle, id, "size_bytes = null, virtual_size_bytes = null, ");
                images.changed(handle, id);
            } else if (corrupt) {
                reject(handle, image.get(), copy, reason);
            }
        });
    }

    /** @param copy none: the image itself */
    private void reject(Handle handle, Image image, @Nullable StoreId copy, String reason) {
        ImageId id = image.id();
        if (copy != null && image.locations().size() > 1) {
            letGo(handle, id, copy.value(), reason);
        } else if (image.status() == ImageStatus.ACTIVE) {
            ImageCatalog.move(handle, image, ImageStatus.DEACTIVATED);
        }
        if (copy == null) {
            forgetHashes(handle, id, "");
        }
        images.changed(handle, id);
    }

    /** Whoever defines what the image is has read one copy. */
    private static void addOthers(Handle handle, ImageId id, StoreId read) {
        handle.createUpdate("""
                        insert into unchecked_copies (image_id, store)
                        select l.image_id, l.store from locations l join uploads u on u.id = l.upload_id
                        where l.image_id = :id and u.registered and l.store <> :read on conflict do nothing""")
                .bind("id", id.value())
                .bind("read", read.value())
                .execute();
    }

    private static void forgetHashes(Handle handle, ImageId id, String more) {
        handle.createUpdate("update images set " + more + "md5 = null, sha512 = null where id = :id")
                .bind("id", id.value())
                .execute();
    }

    /** The image is rid of its copy in that store, or, where it is empty, of all; what lies there stays. */
    private static void letGo(Handle handle, ImageId id, String store, String reason) {
        handle.createUpdate("""
                        update uploads set state = 'gone', reason = :reason, updated_at = clock_timestamp()
                        where image_id = :id and registered and state = 'whole' and :store in ('', store)""")
                .bind("id", id.value())
                .bind("store", store)
                .bind("reason", reason)
                .execute();
        handle.createUpdate("delete from locations where image_id = :id and :store in ('', store)")
                .bind("id", id.value())
                .bind("store", store)
                .execute();
    }

    /** Whether the worker had the lease. */
    private static boolean end(Handle handle, Hashing hashing, UUID worker) {
        StoreId copy = hashing.copy();
        Update end = copy == null
                ? handle.createUpdate("delete from hashings where image_id = :image and worker = :worker")
                : handle.createUpdate(
                                "delete from unchecked_copies where image_id = :image and store = :store and worker = :worker")
                        .bind("store", copy.value());
        return end.bind("image", hashing.image().value()).bind("worker", worker).execute() == 1;
    }
}
