package io.longshore.catalog;

import io.longshore.image.Image;
import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.image.Visibility;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Notifications as rows, written with the change that they tell of. Types and payloads are Glance's ({@code image.create}, {@code
 * image.upload}…).
 */
public final class EventCatalog {

    private final Database database;

    EventCatalog(Database database) {
        this.database = database;
    }

    /**
     * One notification.
     *
     * @param payload JSON
     */
    public record Event(long id, ImageId imageId, String type, String payload, Instant createdAt) {}

    /**
     * Hands the oldest unsent events to {@code send}, in order, at most {@code limit}, and marks those sent for which it returned. When
     * it throws, that event and later ones stay unsent. At least once: a crash in between sends again.
     *
     * @return how many were sent
     */
    public int announce(int limit, Consumer<Event> send) {
        List<Event> events = database.read(handle -> handle.createQuery(
                        "select id, image_id, type, payload, created_at from events where sent_at is null order by id limit :limit")
                .bind("limit", limit)
                .map((rs, ctx) -> new Event(
                        rs.getLong("id"),
                        new ImageId(rs.getObject("image_id", UUID.class)),
                        rs.getString("type"),
                        rs.getString("payload"),
                        rs.getTimestamp("created_at").toInstant()))
                .list());
        int sent = 0;
        try {
            for (Event event : events) {
                send.accept(event);
                sent++;
            }
        } finally {
            markSent(events.subList(0, sent));
        }
        return sent;
    }

    /** By id and not by range: an event with a lower id may have been committed meanwhile. */
    private void markSent(List<Event> events) {
        if (!events.isEmpty()) {
            database.change(handle -> handle.createUpdate(
                            "update events set sent_at = clock_timestamp() where id = any(:ids)")
                    .bindArray("ids", Long.class, events.stream().map(Event::id).toList())
                    .execute());
        }
    }

    /** Removes what was sent before {@code before}. */
    public void forget(Instant before) {
        database.change(handle -> handle.createUpdate("delete from events where sent_at < :before")
                .bind("before", before)
                .execute());
    }

    void record(Handle handle, String type, Image image) {
        record(handle, type, image, null);
    }

    /** With the store that a copy's event is about, which also makes the two lists part of it. */
    void record(Handle handle, String type, Image image, @Nullable StoreId backend) {
        Map<String, Object> payload = payload(image);
        if (backend != null) {
            payload.put("backend", backend.value());
            payload.put("os_glance_importing_to_stores", image.importingTo() == null ? List.of() : image.importingTo());
            payload.put("os_glance_failed_import", image.failedImport() == null ? List.of() : image.failedImport());
        }
        record(handle, type, image.id(), payload);
    }

    void record(Handle handle, String type, ImageId image, Map<String, Object> payload) {
        handle.createUpdate("insert into events (image_id, type, payload) values (:image, :type, :payload::jsonb)")
                .bind("image", image.value())
                .bind("type", type)
                .bind("payload", ImageRows.json(payload))
                .execute();
    }

    /** Never a location: older ones carry credentials. */
    private static Map<String, Object> payload(Image image) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("id", image.id().toString());
        payload.put("name", image.name());
        payload.put("status", image.status().wire());
        payload.put("created_at", time(image.createdAt()));
        payload.put("updated_at", time(image.updatedAt()));
        payload.put("min_disk", image.minDisk());
        payload.put("min_ram", image.minRam());
        payload.put("protected", image.isProtected());
        payload.put("checksum", image.hashes() == null ? null : image.hashes().md5());
        payload.put("owner", image.owner());
        payload.put(
                "disk_format",
                image.diskFormat() == null ? null : image.diskFormat().wire());
        payload.put(
                "container_format",
                image.containerFormat() == null ? null : image.containerFormat().wire());
        payload.put("size", image.sizeBytes());
        payload.put("virtual_size", image.virtualSizeBytes());
        payload.put("is_public", image.visibility() == Visibility.PUBLIC);
        payload.put("visibility", image.visibility().wire());
        payload.put("properties", image.properties());
        payload.put("tags", image.tags());
        boolean deleted = image.status() == io.longshore.image.ImageStatus.DELETED;
        payload.put("deleted", deleted);
        payload.put("deleted_at", deleted ? time(image.updatedAt()) : null);
        return payload;
    }

    private static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
