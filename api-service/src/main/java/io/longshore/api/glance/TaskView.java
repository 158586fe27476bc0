package io.longshore.api.glance;

import io.longshore.image.StoreId;
import io.longshore.importing.ImportPhase;
import io.longshore.service.ImageTask;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** A task on the Image API's wire. */
final class TaskView {

    private static final DateTimeFormatter RAW =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private TaskView() {}

    /** As {@code /v2/images/{id}/tasks} has it: a row, as it were. */
    static void row(JsonGenerator json, ImageTask task) {
        json.writeStartObject();
        json.writeStringProperty("id", task.id());
        json.writeStringProperty("type", type(task));
        json.writeStringProperty("status", status(task.phase()));
        json.writeStringProperty("owner", task.project());
        json.writeStringProperty("expires_at", raw(task.expiresAt()));
        json.writeStringProperty("created_at", raw(task.createdAt()));
        json.writeStringProperty("updated_at", raw(task.updatedAt()));
        json.writeStringProperty("deleted_at", null);
        json.writeBooleanProperty("deleted", false);
        json.writeStringProperty("image_id", task.imageId());
        json.writeStringProperty("request_id", task.requestId());
        json.writeStringProperty("user_id", task.user());
        inputAndResult(json, task);
        json.writeEndObject();
    }

    /** As {@code /v2/tasks} lists it. */
    static void item(JsonGenerator json, ImageTask task) {
        json.writeStartObject();
        brief(json, task);
        json.writeEndObject();
    }

    /** As {@code /v2/tasks/{id}} shows it. */
    static void whole(JsonGenerator json, ImageTask task) {
        json.writeStartObject();
        brief(json, task);
        inputAndResult(json, task);
        json.writeStringProperty("image_id", task.imageId());
        json.writeStringProperty("request_id", task.requestId());
        json.writeStringProperty("user_id", task.user());
        json.writeEndObject();
    }

    private static void brief(JsonGenerator json, ImageTask task) {
        json.writeStringProperty("id", task.id());
        json.writeStringProperty("type", type(task));
        json.writeStringProperty("status", status(task.phase()));
        json.writeStringProperty("owner", task.project());
        json.writeStringProperty("created_at", ImageView.time(task.createdAt()));
        json.writeStringProperty("updated_at", ImageView.time(task.updatedAt()));
        json.writeStringProperty("self", "/v2/tasks/" + task.id());
        json.writeStringProperty("schema", "/v2/schemas/task");
        Instant expires = task.expiresAt();
        if (expires != null) {
            json.writeStringProperty("expires_at", ImageView.time(expires));
        }
    }

    private static void inputAndResult(JsonGenerator json, ImageTask task) {
        json.writeName("input");
        switch (task.type()) {
            case IMPORT -> input(json, task);
            case REGISTRATION -> json.writeRawValue(task.body());
        }
        if (task.phase() == ImportPhase.SUCCEEDED) {
            json.writeObjectPropertyStart("result");
            json.writeStringProperty("image_id", task.imageId());
            if (!task.failures().isEmpty()) {
                json.writeObjectPropertyStart("failed_stores");
                task.failures().forEach((store, reason) -> json.writeStringProperty(store.value(), reason));
                json.writeEndObject();
            }
            json.writeEndObject();
        } else {
            json.writeNullProperty("result");
        }
        json.writeStringProperty("message", task.message());
    }

    private static void input(JsonGenerator json, ImageTask task) {
        json.writeStartObject();
        json.writeStringProperty("image_id", task.imageId());
        json.writeName("import_req");
        json.writeRawValue(task.body());
        json.writeArrayPropertyStart("backend");
        task.targets().stream().map(StoreId::value).forEach(json::writeString);
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String type(ImageTask task) {
        return switch (task.type()) {
            case IMPORT -> "api_image_import";
            case REGISTRATION -> "location_import";
        };
    }

    static String status(ImportPhase phase) {
        return switch (phase) {
            case ACCEPTED -> "pending";
            case WAITING, COPYING, RECLAIMING -> "processing";
            case SUCCEEDED -> "success";
            case FAILED, CANCELLED -> "failure";
        };
    }

    private static @Nullable String raw(@Nullable Instant time) {
        return time == null ? null : RAW.format(time);
    }
}
