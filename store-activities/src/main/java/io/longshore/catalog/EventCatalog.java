package io.longshore.catalog;

import io.longshore.image.Image;
import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.image.Visibility;
import io.longshore.importing.ImportPhase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * Notifications as rows, written with the change that they tell of. Types and payloads are Glance's ({@code image.create}, {@code
 * image.upload}…).
 */
public final class EventCatalog {

    /** Where this many images' events are not taken, nobody's will be: the rest is left for the next time. */
    private static final int MOST_HELD = 100;

    private final Database database;

    EventCatalog(Database database) {
        this.database = database;
    }

    /** Of an event: what happened, or what could not. */
    public enum Priority {
        INFO,
        ERROR
    }

    /**
     * One notification.
     *
     * @param payload JSON
     */
    public record Event(long id, ImageId imageId, String type, Priority priority, String payload, Instant createdAt) {}

    /**
     * Hands all unsent events to {@code send}, the oldest first, and marks those sent for which it returned. Where it throws, that
     * event and later ones of its image stay unsent, and the others go on; its first failure is thrown at the end. At least once: a
     * crash in between sends again.
     *
     * @param batch how many are read, and marked, at once
     * @return how many were sent
     */
    public int announce(int batch, Consumer<Event> send) {
        Set<ImageId> held = new HashSet<>();
        RuntimeException failure = null;
        int count = 0;
        List<Event> events;
        do {
            events = unsent(batch, held);
            List<Event> sent = new ArrayList<>();
            for (Event event : events) {
                try {
                    if (!held.contains(event.imageId())) {
                        send.accept(event);
                        sent.add(event);
                    }
                } catch (RuntimeException e) {
                    held.add(event.imageId());
                    failure = failure == null ? e : failure;
                }
            }
            markSent(sent);
            count += sent.size();
        } while (events.size() == batch && held.size() < MOST_HELD);
        if (failure != null) {
            throw failure;
        }
        return count;
    }

    private List<Event> unsent(int limit, Set<ImageId> held) {
        return database.read(handle -> handle.createQuery("""
                        select id, image_id, type, priority, payload, created_at from events
                        where sent_at is null and image_id <> all(:held) order by id limit :limit""")
                .bindArray("held", UUID.class, held.stream().map(ImageId::value).toList())
                .bind("limit", limit)
                .map((rs, ctx) -> new Event(
                        rs.getLong("id"),
                        new ImageId(rs.getObject("image_id", UUID.class)),
                        rs.getString("type"),
                        Priority.valueOf(rs.getString("priority")),
                        rs.getString("payload"),
                        rs.getTimestamp("created_at").toInstant()))
                .list());
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

    /** A copy, or an upload, that will not be: {@code reason} says why. */
    void recordFailedUpload(Handle handle, ImageId image, String reason) {
        insert(
                handle,
                "image.upload",
                Priority.ERROR,
                image,
                "Failed to upload image data for image " + image + ": " + reason);
    }

    /** What has become of an import, which is a task on the wire; without what it was given and what it has to say. */
    void record(Handle handle, String type, ImportRow row) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("id", row.request().id().toString());
        payload.put("type", "api_image_import");
        payload.put("status", status(row.phase()));
        payload.put("result", null);
        payload.put("owner", row.request().project());
        payload.put("message", null);
        payload.put(
                "expires_at", row.endedAt() == null ? null : time(row.endedAt().plus(TaskCatalog.SHOWN)));
        payload.put("created_at", time(row.createdAt()));
        payload.put("updated_at", time(row.updatedAt()));
        payload.put("deleted", false);
        payload.put("deleted_at", null);
        record(handle, type, row.request().imageId(), payload);
    }

    private static String status(ImportPhase phase) {
        return switch (phase) {
            case ACCEPTED -> "pending";
            case WAITING, COPYING, RECLAIMING -> "processing";
            case SUCCEEDED -> "success";
            case FAILED, CANCELLED -> "failure";
        };
    }

    /** A download has ended: {@code sentBytes} of it went out, {@code whole} or not. */
    public void sent(Image image, String project, String user, long sentBytes, boolean whole) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("bytes_sent", sentBytes);
        payload.put("image_id", image.id().toString());
        payload.put("owner_id", image.owner());
        payload.put("receiver_tenant_id", project);
        payload.put("receiver_user_id", user);
        database.change(
                handle -> insert(handle, "image.send", whole ? Priority.INFO : Priority.ERROR, image.id(), payload));
    }

    void record(Handle handle, String type, ImageId image, Map<String, Object> payload) {
        insert(handle, type, Priority.INFO, image, payload);
    }

    private static void insert(Handle handle, String type, Priority priority, ImageId image, Object payload) {
        handle.createUpdate(
                        "insert into events (image_id, type, priority, payload) values (:image, :type, :priority, :payload::jsonb)")
                .bind("image", image.value())
                .bind("type", type)
                .bind("priority", priority.name())
                .bind("payload", ImageRows.json(payload))
                .execute();
    }

    /** Never a location: older ones carry credentials. */
    static Map<String, Object> payload(Image image) {
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
        payload.put("properties", properties(image));
        payload.put("tags", image.tags());
        boolean deleted = image.status() == io.longshore.image.ImageStatus.DELETED;
        payload.put("deleted", deleted);
        payload.put("deleted_at", deleted ? time(image.updatedAt()) : null);
        return payload;
    }

    /** With what the Image API shows of an import among them. */
    private static Map<String, String> properties(Image image) {
        Map<String, String> properties = new LinkedHashMap<>(image.properties());
        if (image.openImport() != null) {
            properties.put("os_glance_import_task", image.openImport().toString());
        }
        if (image.importingTo() != null) {
            properties.put("os_glance_importing_to_stores", joined(image.importingTo()));
        }
        if (image.failedImport() != null) {
            properties.put("os_glance_failed_import", joined(image.failedImport()));
        }
        return properties;
    }

    private static String joined(List<StoreId> stores) {
        return stores.stream().map(StoreId::value).collect(Collectors.joining(","));
    }

    static String time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
