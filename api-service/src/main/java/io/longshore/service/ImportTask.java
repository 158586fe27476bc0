package io.longshore.service;

import io.longshore.image.StoreId;
import io.longshore.importing.ImportPhase;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An import as a task.
 *
 * @param body of its request, JSON
 * @param message how far it is, or why it failed
 * @param failures the stores that got no copy, and why
 * @param expiresAt when it is no longer shown; none while it is open
 */
public record ImportTask(
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
        @Nullable Instant expiresAt) {}
