package io.longshore.api.longshore;

import io.longshore.service.ImportProgress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** How far an import is, as JSON; a member without a value is null. */
final class ProgressView {

    private ProgressView() {}

    static void write(JsonGenerator json, ImportProgress progress) {
        json.writeStartObject();
        json.writeStringProperty("import", progress.importId());
        json.writeStringProperty("image", progress.imageId());
        json.writeStringProperty("method", progress.method());
        json.writeStringProperty("phase", progress.phase().wire());
        json.writeStringProperty("waiting_for", progress.waitingFor());
        number(
                json,
                "imports_ahead",
                progress.ahead() == null ? null : progress.ahead().longValue());
        json.writeStringProperty("reason", progress.reason());
        json.writeStringProperty("workflow_id", progress.workflowId());
        json.writeStringProperty("created_at", time(progress.createdAt()));
        json.writeStringProperty("ended_at", time(progress.endedAt()));
        json.writeArrayPropertyStart("stores");
        progress.stores().forEach(copy -> copy(json, copy));
        json.writeEndArray();
        json.writeName("fetch");
        if (progress.fetch() == null) {
            json.writeNull();
        } else {
            copy(json, progress.fetch());
        }
        json.writeArrayPropertyStart("reclaiming");
        for (ImportProgress.Reclaim reclaim : progress.reclaiming()) {
            json.writeStartObject();
            json.writeStringProperty("store", reclaim.store().value());
            json.writeStringProperty("reason", reclaim.reason());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void copy(JsonGenerator json, ImportProgress.Copy copy) {
        json.writeStartObject();
        json.writeStringProperty("store", copy.store().value());
        json.writeStringProperty("state", copy.state().wire());
        json.writeNumberProperty("done_bytes", copy.doneBytes());
        json.writeNumberProperty("checked_bytes", copy.checkedBytes());
        number(json, "total_bytes", copy.totalBytes());
        number(json, "rate_bytes_per_second", copy.bytesPerSecond());
        number(json, "eta_seconds", copy.etaSeconds());
        json.writeNumberProperty("attempts", copy.attempts());
        json.writeNumberProperty("round", copy.round());
        json.writeStringProperty("reason", copy.reason());
        json.writeStringProperty("next_retry_at", time(copy.nextRetryAt()));
        json.writeStringProperty("source", copy.source());
        json.writeStringProperty("check", copy.check());
        json.writeStringProperty("waiting_for", copy.waitingFor());
        json.writeStringProperty("way", copy.way());
        json.writeEndObject();
    }

    private static void number(JsonGenerator json, String name, @Nullable Long value) {
        if (value == null) {
            json.writeNullProperty(name);
        } else {
            json.writeNumberProperty(name, value);
        }
    }

    private static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
