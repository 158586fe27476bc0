package io.longshore.catalog;

import io.longshore.image.ImageId;
import io.longshore.importing.ImportPhase;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The registration of a copy that somebody else made, as it was asked for.
 *
 * @param body what was asked for, JSON, without credentials
 * @param reason why it failed, or what it last complained about
 */
public record RegistrationRow(
        UUID taskId,
        ImageId imageId,
        String project,
        String user,
        String requestId,
        String body,
        ImportPhase phase,
        @Nullable String reason,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant endedAt)
        implements TaskRow {

    /** Who asks for what. */
    public record Wish(String project, String user, String requestId, String body) {}
}
