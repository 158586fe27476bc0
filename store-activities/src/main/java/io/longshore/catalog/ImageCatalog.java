package io.longshore.catalog;

import static io.longshore.image.FailureKind.ALREADY_EXISTS;
import static io.longshore.image.FailureKind.CONFLICT;
import static io.longshore.image.FailureKind.NOT_FOUND;

import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportPhase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Images: what is said about them, and their statuses. Deleted ones are not found, and their ids are never given out again. */
public final class ImageCatalog {

    private final Database database;
    private final ImageRows rows;
    private final EventCatalog events;

    ImageCatalog(Database database, ImageRows rows, EventCatalog events) {
        this.database = database;
        this.rows = rows;
        this.events = events;
    }

    /** Creates a queued image, and its event, by one statement. {@code ALREADY_EXISTS} where the id was ever used. */
    public Image create(NewImage image) {
        Image asked = image.queued(Instant.EPOCH, image.properties());
        return database.read(handle -> said(asked, handle.createQuery("""
                        with created as (
                            insert into images (id, name, status, visibility, is_protected, is_hidden, owner, min_ram, min_disk,
                                                disk_format, container_format, tags, properties, created_at, updated_at)
                            select :id, :name, 'queued', :visibility, :protected, :hidden, :owner, :minRam, :minDisk,
                                   :diskFormat, :containerFormat, :tags, :properties::jsonb, now, now
                            from clock_timestamp() now
                            on conflict (id) do nothing
                            returning id, created_at, properties),
                        noted as (
                            insert into events (image_id, type, priority, payload)
                            select id, 'image.create', 'INFO', :event::jsonb || jsonb_build_object('created_at', moment, 'updated_at', moment)
                            from created, to_char(created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') moment)
                        select created_at, properties from created"""))
                .bind("event", ImageRows.json(EventCatalog.payload(asked)))
                .map((rs, ctx) -> image.queued(
                        rs.getTimestamp("created_at").toInstant(), ImageRows.properties(rs.getString("properties"))))
                .findOne()
                .orElseThrow(() -> new ImageException(ALREADY_EXISTS, "Image ID " + image.id() + " already exists!")));
    }

    public Optional<Image> find(ImageId id) {
        return database.read(handle -> rows.find(handle, id));
    }

    /** One page, in the order that the query asks for. */
    public List<Image> page(ImageQuery query) {
        return database.read(handle -> ImagePage.read(handle, rows, query));
    }

    /**
     * Changes what people may say about an image, under its lock: {@code change} sees the image as it is now, may refuse by throwing,
     * and answers how it is to be. Only name, visibility, protection, hiding, owner, minimums, formats, tags and properties are
     * written, so a change never loses what an import writes meanwhile. {@code NOT_FOUND} where the image is not.
     */
    public Image change(ImageId id, UnaryOperator<Image> change) {
        return database.transaction(handle -> {
            say(handle, change.apply(rows.lock(handle, id)));
            return changed(handle, id);
        });
    }

    /** Writes what people may say about an image, whose row is locked. */
    static void say(Handle handle, Image after) {
        said(after, handle.createUpdate("""
                            update images set name = :name, visibility = :visibility, is_protected = :protected,
                                is_hidden = :hidden, owner = :owner, min_ram = :minRam, min_disk = :minDisk,
                                disk_format = :diskFormat, container_format = :containerFormat, tags = :tags,
                                properties = :properties::jsonb, updated_at = clock_timestamp()
                            where id = :id""")).execute();
    }

    /** Binds the image's id, and everything that people may say about it. */
    private static <S extends SqlStatement<S>> S said(Image image, S statement) {
        return statement
                .bind("id", image.id().value())
                .bind("name", image.name())
                .bind("visibility", image.visibility().wire())
                .bind("protected", image.isProtected())
                .bind("hidden", image.isHidden())
                .bind("owner", image.owner())
                .bind("minRam", image.minRam())
                .bind("minDisk", image.minDisk())
                .bind(
                        "diskFormat",
                        image.diskFormat() == null ? null : image.diskFormat().wire())
                .bind(
                        "containerFormat",
                        image.containerFormat() == null
                                ? null
                                : image.containerFormat().wire())
                .bind("tags", image.tags().toArray(String[]::new))
                .bind("properties", ImageRows.json(image.properties()));
    }

    /** Deactivates or reactivates; already so is success. {@code check} sees the locked image and may refuse. */
    public void setStatus(ImageId id, ImageStatus status, Consumer<Image> check) {
        database.change(handle -> {
            Image image = rows.lock(handle, id);
            check.accept(image);
            if (image.status() != status) {
                move(handle, image, status);
                changed(handle, id);
            }
        });
    }

    /**
     * What is left to be done outside of the catalog after a delete.
     *
     * @param openImport whose run must be told
     */
    public record Deleted(@Nullable ImportId openImport) {}

    /**
     * Deletes the image: its open import is over, its copies go to the reclaim list, its staged bytes may go. {@code check} sees the
     * locked image and may refuse. {@code NOT_FOUND} where the image is not (any more).
     */
    public Deleted delete(ImageId id, Consumer<Image> check) {
        return database.transaction(handle -> {
            Image image = rows.lock(handle, id);
            check.accept(image);
            if (!image.status().canBecome(ImageStatus.DELETED)) {
                throw new ImageException(
                        CONFLICT, "an image in status " + image.status().wire() + " cannot be deleted");
            }
            @Nullable ImportId open = image.openImport() == null ? null : new ImportId(image.openImport());
            if (open != null) {
                handle.createUpdate("""
                                update imports set said = said + 1, over = coalesce(over, 'image deleted'), phase = 'cancelled',
                                    reason = coalesce(reason, 'the image was deleted'), epoch = epoch + 1,
                                    ended_at = clock_timestamp(), updated_at = clock_timestamp()
                                where id = :import""").bind("import", open.value()).execute();
                handle.createUpdate("""
                                update import_copies set state = 'cancelled', reason = 'the image was deleted', next_retry_at = null
                                where import_id = :import and state not in ('done', 'failed', 'skipped')""").bind("import", open.value()).execute();
                handle.createQuery("select store from uploads where import_id = :import and state = 'writing'")
                        .bind("import", open.value())
                        .mapTo(String.class)
                        .forEach(store ->
                                events.recordFailedUpload(handle, id, "store " + store + ": the image was deleted"));
            }
            reclaimAll(handle, id, "the image was deleted");
            handle.createUpdate("delete from locations where image_id = :id")
                    .bind("id", id.value())
                    .execute();
            handle.createUpdate("delete from manifests where image_id = :id")
                    .bind("id", id.value())
                    .execute();
            handle.createUpdate("delete from hashings where image_id = :id")
                    .bind("id", id.value())
                    .execute();
            RegistrationRows.note(handle, id, ImportPhase.FAILED, "the image was deleted");
            handle.createUpdate("update staged set discard = true where image_id = :id")
                    .bind("id", id.value())
                    .execute();
            Image deleted = handle.createQuery("""
                            update images i set status = 'deleted', deleted_at = clock_timestamp(), open_import = null,
                                importing_to = case when importing_to is null then null else '{}'::text[] end,
                                writer = null, writer_lease = null, updated_at = clock_timestamp()
                            where id = :id""" + ImageRows.RETURNING)
                    .bind("id", id.value())
                    .map((rs, ctx) -> rows.image(rs))
                    .one();
            events.record(handle, "image.delete", deleted);
            if (open != null) {
                events.record(handle, "task.failure", ImportRows.get(handle, open));
            }
            return new Deleted(open);
        });
    }

    /**
     * Takes one copy away from the image and puts its bytes on the reclaim list. {@code check} sees the locked image and may refuse.
     */
    public void dropLocation(ImageId id, StoreId store, Consumer<Image> check) {
        database.change(handle -> {
            check.accept(rows.lock(handle, id));
            drop(handle, id, store);
            changed(handle, id);
        });
    }

    /** Takes a visible copy away from an image, whose row is locked. */
    static void drop(Handle handle, ImageId id, StoreId store) {
        handle.createUpdate("""
                            update uploads u set state = 'reclaim', reason = 'the copy was deleted', updated_at = clock_timestamp()
                            from locations l
                            where l.image_id = :id and l.store = :store and l.upload_id = u.id and l.unseen_for is null""")
                .bind("id", id.value())
                .bind("store", store.value())
                .execute();
        handle.createUpdate("delete from locations where image_id = :id and store = :store and unseen_for is null")
                .bind("id", id.value())
                .bind("store", store.value())
                .execute();
    }

    /**
     * Begins {@code PUT /file} ({@code SAVING}) or {@code PUT /stage} ({@code UPLOADING}): the image takes that status and belongs to
     * {@code writer} for as long as it renews its lease. {@code check} sees the locked image and may refuse.
     */
    public Image beginWriting(ImageId id, ImageStatus status, UUID writer, Consumer<Image> check) {
        return database.transaction(handle -> {
            Image image = rows.lock(handle, id);
            check.accept(image);
            requireMove(image, status);
            Image written = handle.createQuery("update images i set status = :status, writer = :writer, writer_lease = "
                            + Leases.NEXT + ", updated_at = clock_timestamp() where id = :id" + ImageRows.RETURNING)
                    .bind("id", id.value())
                    .bind("status", status.wire())
                    .bind("writer", writer)
                    .map((rs, ctx) -> rows.image(rs))
                    .one();
            events.record(handle, "image.update", written);
            return written;
        });
    }

    /** Renews a writer's lease; false where the image is no longer its own. */
    public boolean renewWriting(ImageId id, UUID writer) {
        return database.transaction(handle -> handle.createUpdate("update images set writer_lease = " + Leases.NEXT
                                + " where id = :id and writer = :writer")
                        .bind("id", id.value())
                        .bind("writer", writer)
                        .execute()
                == 1);
    }

    /**
     * Ends a write that failed: the image is {@code queued} again, what was written goes to the reclaim list, what was staged may go.
     * Harmless where the image is no longer the writer's.
     *
     * @return whether it was until now
     */
    public boolean abandonWriting(ImageId id, UUID writer, String reason) {
        return database.transaction(handle -> {
            rows.lockRow(handle, id);
            return abandon(handle, id, writer, reason);
        });
    }

    /** Puts back every image whose writer's lease has run out, and answers their ids. */
    public List<ImageId> abandonExpiredWriters() {
        List<ImageId> expired = database.read(handle -> handle.createQuery(
                        "select id from images where writer is not null and writer_lease" + Leases.ENDED)
                .map((rs, ctx) -> new ImageId(rs.getObject("id", UUID.class)))
                .list());
        expired.forEach(id -> database.change(handle -> {
            rows.lockRow(handle, id);
            handle.createQuery("select writer from images where id = :id and writer_lease" + Leases.ENDED)
                    .bind("id", id.value())
                    .mapTo(UUID.class)
                    .findOne()
                    .ifPresent(writer -> abandon(handle, id, writer, "the process that wrote it is gone"));
        }));
        return expired;
    }

    private boolean abandon(Handle handle, ImageId id, UUID writer, String reason) {
        boolean saving = rows.find(handle, id)
                .map(image -> image.status() == ImageStatus.SAVING)
                .orElse(false);
        int released = handle.createUpdate("""
                        update images set status = 'queued', size_bytes = null, virtual_size_bytes = null, writer = null,
                            writer_lease = null, updated_at = clock_timestamp()
                        where id = :id and writer = :writer and status in ('saving', 'uploading')""")
                .bind("id", id.value())
                .bind("writer", writer)
                .execute();
        if (released == 1) {
            reclaimAll(handle, id, reason);
            handle.createUpdate("update staged set discard = true where image_id = :id")
                    .bind("id", id.value())
                    .execute();
            if (saving) {
                events.recordFailedUpload(handle, id, reason);
            }
            changed(handle, id);
        }
        return released == 1;
    }

    private static void reclaimAll(Handle handle, ImageId id, String reason) {
        handle.createUpdate("""
                        update uploads set state = 'reclaim', reason = :reason, updated_at = clock_timestamp()
                        where image_id = :id and state in ('writing', 'whole')""").bind("id", id.value()).bind("reason", reason).execute();
    }

    static void move(Handle handle, Image image, ImageStatus next) {
        requireMove(image, next);
        int moved = handle.createUpdate("update images set status = :status where id = :id")
                .bind("id", image.id().value())
                .bind("status", next.wire())
                .execute();
        if (moved == 0) {
            throw new ImageException(NOT_FOUND, "No image found with ID " + image.id());
        }
    }

    private static void requireMove(Image image, ImageStatus next) {
        if (!image.status().canBecome(next)) {
            throw new ImageException(
                    CONFLICT,
                    "Image status transition from " + image.status().wire() + " to " + next.wire() + " is not allowed");
        }
    }

    Image changed(Handle handle, ImageId id) {
        Image image = handle.createQuery(
                        "update images i set updated_at = clock_timestamp() where id = :id" + ImageRows.RETURNING)
                .bind("id", id.value())
                .map((rs, ctx) -> rows.image(rs))
                .one();
        events.record(handle, "image.update", image);
        return image;
    }
}
