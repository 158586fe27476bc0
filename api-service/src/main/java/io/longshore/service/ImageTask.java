package io.longshore.service;

import io.longshore.image.StoreId;
import io.longshore.importing.ImportPhase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for and goes on by itself, as the wire shows it.
 *
 * @param body of an import's request, JSON; of a registration all that was asked for
 * @param targets of an import
 * @param message how far it is, or why it failed
 * @param failures the stores that got no copy, and why
 * @param expiresAt when it is no longer shown; none while it is open
 */
public record ImageTask(
        Type type,
        String id,
        String imageId,
        ImportPhase phase,
        String project,
        String user,
        String requestId,
        String body,
        List<StoreId> targets,
        String message,
        Map<StoreId, String> failures,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant expiresAt) {

    /** What was asked for. */
    public enum Type {
        /** Bytes into stores. */
        IMPORT,
        /** A copy that somebody else made. */
        REGISTRATION
    }
}
