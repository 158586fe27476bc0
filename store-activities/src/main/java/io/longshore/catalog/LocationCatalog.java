package io.longshore.catalog;

import static io.longshore.image.FailureKind.CONFLICT;
import static io.longshore.image.FailureKind.INVALID;

import io.longshore.image.ContentHashes;
import io.longshore.image.ExpectedHash;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Copies that others made: registered by their addresses, and the image's from then on like any other. */
public final class LocationCatalog {

    private final Database database;
    private final ImageRows rows;
    private final ImageCatalog images;
    private final EventCatalog events;

    LocationCatalog(Database database, ImageRows rows, ImageCatalog images, EventCatalog events) {
        this.database = database;
        this.rows = rows;
        this.images = images;
        this.events = events;
    }

    /**
     * A copy to be registered.
     *
     * @param metadata what is said of it, its store apart
     * @param lent whether it lies in a store that is only read: then it stays its owner's, and may be a copy of many images
     */
    public record Registration(
            StoreId store, ObjectUrl url, Map<String, Object> metadata, long sizeBytes, boolean lent) {}

    /**
     * What is to become of an image.
     *
     * @param said the image with what people say about it
     * @param added copies to be registered; {@code dropped} visible ones to be reclaimed
     * @param metadata what is said anew of copies that stay
     * @param hashes what somebody says that the bytes of a queued image hash to: shown at once, and proved later
     * @param expected what the bytes of a queued image must hash to, where that was said
     * @param awaited whether the image, which is queued, stays importing until its bytes have been found to be as expected
     * @param wish who asked for it, where it is to be shown as a task
     */
    public record Change(
            Image said,
            List<Registration> added,
            List<StoreId> dropped,
            Map<StoreId, Map<String, Object>> metadata,
            @Nullable ContentHashes hashes,
            @Nullable ExpectedHash expected,
            boolean awaited,
            RegistrationRow.@Nullable Wish wish) {}

    /**
     * Changes an image under its lock: {@code change} sees it as it is now, and may refuse by throwing. A queued image that has its
     * first copy becomes active, or importing where that is awaited, has the copy's size, and is to be hashed; every other copy is to be
     * read and compared with what the image is. {@code INVALID} where the object has another size; {@code CONFLICT} where the image has,
     * or is to have, another copy in the same store, and where the object belongs to another image.
     */
    public Image change(ImageId id, Function<Image, Change> change) {
        return database.transaction(handle -> {
            Image before = rows.lock(handle, id);
            Change wanted = change.apply(before);
            ImageCatalog.say(handle, wanted.said());
            wanted.dropped().forEach(store -> ImageCatalog.drop(handle, id, store));
            wanted.metadata().forEach((store, metadata) -> describe(handle, id, store, metadata));
            requireSize(before, wanted.added());
            wanted.added().forEach(copy -> register(handle, before, copy));
            boolean begins =
                    before.status() == ImageStatus.QUEUED && !wanted.added().isEmpty();
            if (begins) {
                begin(handle, before, wanted);
            }
            if (!begins) {
                wanted.added().forEach(copy -> HashingCatalog.addCopy(handle, id, copy.store()));
            }
            Image after = images.changed(handle, id);
            if (begins && !wanted.awaited()) {
                events.record(handle, "image.activate", after);
            }
            return after;
        });
    }

    private static void begin(Handle handle, Image image, Change wanted) {
        ImageCatalog.move(handle, image, wanted.awaited() ? ImageStatus.IMPORTING : ImageStatus.ACTIVE);
        ContentHashes said = wanted.hashes();
        handle.createUpdate("""
                        update images set size_bytes = coalesce(size_bytes, :size), md5 = coalesce(:md5, md5),
                            sha512 = coalesce(:sha512, sha512)
                        where id = :id""")
                .bind("id", image.id().value())
                .bind("size", wanted.added().getFirst().sizeBytes())
                .bind("md5", said == null ? null : said.md5())
                .bind("sha512", said == null ? null : said.sha512())
                .execute();
        HashingCatalog.add(handle, image.id(), wanted.expected(), wanted.awaited());
        if (wanted.wish() != null) {
            RegistrationRows.add(handle, image.id(), wanted.wish());
        }
    }

    private static void requireSize(Image image, List<Registration> copies) {
        Long known = image.sizeBytes();
        for (Registration copy : copies) {
            long size = known != null ? known : copies.getFirst().sizeBytes();
            if (copy.sizeBytes() != size) {
                throw new ImageException(
                        INVALID,
                        "The object at " + copy.url() + " has " + copy.sizeBytes() + " bytes, and image " + image.id()
                                + " has " + size + ".");
            }
        }
    }

    private static void describe(Handle handle, ImageId id, StoreId store, Map<String, Object> metadata) {
        handle.createUpdate("update locations set metadata = :metadata::jsonb where image_id = :id and store = :store")
                .bind("id", id.value())
                .bind("store", store.value())
                .bind("metadata", ImageRows.json(metadata))
                .execute();
    }

    private static void register(Handle handle, Image image, Registration copy) {
        requireFree(handle, image, copy);
        // What may once have been on its way there is no reason to delete what is there now.
        handle.createUpdate("update uploads set looked_again = true where url = :url and state = 'gone'")
                .bind("url", copy.url().value())
                .execute();
        UUID upload = UUID.randomUUID();
        int made = handle.createUpdate("""
                        insert into uploads (id, image_id, store, nth, url, generation, attempt, state, size_bytes, registered, lent)
                        select :id, :image, :store, coalesce(max(nth), 0) + 1, :url, 0, 1, 'whole', :size, true, :lent
                        from uploads where image_id = :image and store = :store
                        on conflict do nothing""")
                .bind("id", upload)
                .bind("image", image.id().value())
                .bind("store", copy.store().value())
                .bind("url", copy.url().value())
                .bind("size", copy.sizeBytes())
                .bind("lent", copy.lent())
                .execute();
        if (made == 0) {
            throw anothers(copy);
        }
        handle.createUpdate("""
                        insert into locations (image_id, store, url, upload_id, metadata)
                        values (:image, :store, :url, :upload, :metadata::jsonb)""")
                .bind("image", image.id().value())
                .bind("store", copy.store().value())
                .bind("url", copy.url().value())
                .bind("upload", upload)
                .bind("metadata", ImageRows.json(copy.metadata()))
                .execute();
    }

    private static void requireFree(Handle handle, Image image, Registration copy) {
        boolean known = handle.createQuery("""
                        select exists (select 1 from uploads where url = :url and state <> 'gone' and not lent)""")
                .bind("url", copy.url().value())
                .mapTo(Boolean.class)
                .one();
        if (known) {
            throw anothers(copy);
        }
        boolean occupied = handle.createQuery(
                        "select exists (select 1 from locations where image_id = :image and store = :store)")
                .bind("image", image.id().value())
                .bind("store", copy.store().value())
                .mapTo(Boolean.class)
                .one();
        boolean owed = image.importingTo() != null && image.importingTo().contains(copy.store());
        if (occupied || owed) {
            throw new ImageException(
                    CONFLICT,
                    "Image " + image.id() + (owed ? " is being copied to store " : " has a copy in store ")
                            + copy.store() + (owed ? " by a running import." : " already."));
        }
    }

    /** Whose it is, is nobody's business. */
    private static ImageException anothers(Registration copy) {
        return new ImageException(CONFLICT, "The object at " + copy.url() + " belongs to an image already.");
    }
}
