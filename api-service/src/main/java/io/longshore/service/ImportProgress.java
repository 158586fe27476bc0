package io.longshore.service;

import io.longshore.image.StoreId;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.StoreState;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far an import is, as everybody may see it.
 *
 * @param waitingFor why nothing moves, where that is known
 * @param ahead how many imports of the project come before it; none once it has begun
 * @param reason why it ended as it did
 * @param fetch the reading of the source; none where there is none, or it is over
 * @param reclaiming what stores hold of the image that is to be deleted, whichever import or deletion left it
 */
public record ImportProgress(
        String importId,
        String imageId,
        String method,
        ImportPhase phase,
        @Nullable String waitingFor,
        @Nullable Integer ahead,
        @Nullable String reason,
        String workflowId,
        Instant createdAt,
        @Nullable Instant endedAt,
        List<Copy> stores,
        @Nullable Copy fetch,
        List<Reclaim> reclaiming) {

    /**
     * Bytes that a store has not let go of yet.
     *
     * @param reason why they are to go, or why they are not gone
     */
    public record Reclaim(StoreId store, @Nullable String reason) {}

    /**
     * One store's copy, or the fetch.
     *
     * @param store {@code source} for the fetch
     * @param checkedBytes compared with what they must be, apart from those that have moved
     * @param totalBytes none while unknown
     * @param bytesPerSecond none while nothing moves
     * @param attempts over all rounds
     * @param reason the last failure, or why it has no copy
     */
    public record Copy(
            StoreId store,
            StoreState state,
            long doneBytes,
            @Nullable Long totalBytes,
            @Nullable Long bytesPerSecond,
            @Nullable Long etaSeconds,
            int attempts,
            int round,
            @Nullable String reason,
            @Nullable Instant nextRetryAt,
            @Nullable String source,
            @Nullable String check,
            long checkedBytes,
            @Nullable String waitingFor,
            @Nullable String way) {}
}
