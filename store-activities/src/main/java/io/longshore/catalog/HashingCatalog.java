package io.longshore.catalog;

import io.longshore.image.ContentManifest;
import io.longshore.image.ExpectedHash;
import io.longshore.image.Image;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.importing.ImportPhase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Registered images whose bytes are yet to be hashed. Whoever hashes one holds its lease; when it runs out, another may. */
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
     * An image to be hashed.
     *
     * @param expected what its bytes must hash to, where somebody said so
     * @param awaited whether it is importing until then
     * @param failures so far
     */
    public record Hashing(ImageId image, @Nullable ExpectedHash expected, boolean awaited, int failures) {}

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

    /** Takes the lease of the image that has waited longest; empty where none waits. */
    public Optional<Hashing> take(UUID worker) {
        return database.transaction(handle -> {
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
        });
    }

    private static Hashing hashing(ResultSet rs) throws SQLException {
        String algorithm = rs.getString("algorithm");
        String expected = rs.getString("expected");
        return new Hashing(
                new ImageId(rs.getObject("image_id", UUID.class)),
                algorithm == null || expected == null ? null : new ExpectedHash(algorithm, expected),
                rs.getBoolean("awaited"),
                rs.getInt("failures"));
    }

    /** Renews the lease; false where the image is deleted, or another's to hash. */
    public boolean renew(ImageId image, UUID worker) {
        return database.transaction(handle -> handle.createUpdate("update hashings set lease = " + Leases.NEXT
                                + " where image_id = :image and worker = :worker")
                        .bind("image", image.value())
                        .bind("worker", worker)
                        .execute()
                == 1);
    }

    /** The bytes are as they must be: the image has its hashes and manifest, and is active if it waited. Harmless without the lease. */
    public void finish(ImageId id, UUID worker, ContentManifest manifest) {
        database.change(handle -> {
            Optional<Image> image = rows.lockIfThere(handle, id);
            Optional<Boolean> awaited = end(handle, id, worker);
            if (image.isEmpty() || awaited.isEmpty()) {
                return;
            }
            if (image.get().hashes() == null || image.get().hashes().equals(manifest.hashes())) {
                ManifestCatalog.keep(handle, id, manifest);
                handle.createUpdate("update images set md5 = :md5, sha512 = :sha512, size_bytes = :size where id = :id")
                        .bind("id", id.value())
                        .bind("md5", manifest.hashes().md5())
                        .bind("sha512", manifest.hashes().sha512())
                        .bind("size", manifest.sizeBytes())
                        .execute();
            }
            RegistrationRows.note(handle, id, ImportPhase.SUCCEEDED, null);
            if (awaited.get()) {
                ImageCatalog.move(handle, image.get(), ImageStatus.ACTIVE);
            }
            Image after = images.changed(handle, id);
            if (awaited.get()) {
                events.record(handle, "image.activate", after);
            }
        });
    }

    /** It did not work: again after {@code pause}. Harmless without the lease. */
    public void retry(ImageId id, UUID worker, String reason, Duration pause) {
        database.change(handle -> {
            int noted = handle.createUpdate("""
                            update hashings set failures = failures + 1, reason = :reason, worker = null, lease = null,
                                next_at = clock_timestamp() + :pause
                            where image_id = :id and worker = :worker""")
                    .bind("id", id.value())
                    .bind("worker", worker)
                    .bind("reason", reason)
                    .bind("pause", pause)
                    .execute();
            if (noted == 1) {
                RegistrationRows.note(handle, id, ImportPhase.COPYING, reason);
            }
        });
    }

    /** Lets others go on at once. Harmless without the lease. */
    public void giveBack(ImageId id, UUID worker) {
        database.change(handle -> handle.createUpdate(
                        "update hashings set worker = null, lease = null where image_id = :id and worker = :worker")
                .bind("id", id.value())
                .bind("worker", worker)
                .execute());
    }

    /**
     * It never will: an image that waited is queued again and has no copy; the object, which never was the image's, stays where it is.
     * Another image stays active, without hashes, unless its bytes have proved to be others than was said: then it is deactivated, for
     * nobody is to take them for what they are not. Harmless without the lease.
     *
     * @param wrong whether the bytes are others than was said
     */
    public void abandon(ImageId id, UUID worker, String reason, boolean wrong) {
        database.change(handle -> {
            Optional<Image> image = rows.lockIfThere(handle, id);
            Optional<Boolean> awaited = end(handle, id, worker);
            if (image.isEmpty() || awaited.isEmpty()) {
                return;
            }
            RegistrationRows.note(handle, id, awaited.get() ? ImportPhase.FAILED : ImportPhase.SUCCEEDED, reason);
            if (!awaited.get()) {
                if (wrong && image.get().status() == ImageStatus.ACTIVE) {
                    ImageCatalog.move(handle, image.get(), ImageStatus.DEACTIVATED);
                    images.changed(handle, id);
                }
                return;
            }
            handle.createUpdate("""
                            update uploads set state = 'gone', reason = :reason, updated_at = clock_timestamp()
                            where image_id = :id and registered and state = 'whole'""")
                    .bind("id", id.value())
                    .bind("reason", reason)
                    .execute();
            handle.createUpdate("delete from locations where image_id = :id")
                    .bind("id", id.value())
                    .execute();
            ImageCatalog.move(handle, image.get(), ImageStatus.QUEUED);
            handle.createUpdate("""
                            update images set size_bytes = null, virtual_size_bytes = null, md5 = null, sha512 = null
                            where id = :id""").bind("id", id.value()).execute();
            images.changed(handle, id);
        });
    }

    /** Whether the image was awaited; empty without the lease. */
    private static Optional<Boolean> end(Handle handle, ImageId id, UUID worker) {
        return handle.createQuery("delete from hashings where image_id = :id and worker = :worker returning awaited")
                .bind("id", id.value())
                .bind("worker", worker)
                .mapTo(Boolean.class)
                .findOne();
    }
}
