package io.longshore.catalog;

import io.longshore.image.FailureKind;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.ImportRequest;
import io.longshore.importing.StagingPlace;
import io.longshore.importing.StoreState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An import as the catalog has it.
 *
 * @param body what the client sent, as JSON, without user information in addresses
 * @param title for people
 * @param startedAt when Temporal answered for its run; none: the reconciler will start it
 * @param fetch the reading of the source, as its last round that ended badly left it; none where none did
 * @param over why its run must stop; none: go on
 * @param reason why it ended, or what it last complained about
 * @param copiedBytes the largest count of bytes that a finished round or copy reported
 */
public record ImportRow(
        ImportRequest request,
        String body,
        String title,
        ImportPhase phase,
        int epoch,
        @Nullable Instant startedAt,
        @Nullable StagingPlace place,
        @Nullable String waitingFor,
        @Nullable Copy fetch,
        @Nullable String over,
        @Nullable String reason,
        long copiedBytes,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant endedAt,
        List<Copy> copies)
        implements TaskRow {

    @Override
    public UUID taskId() {
        return request.id().value();
    }

    public boolean isOpen() {
        return endedAt == null;
    }

    /**
     * One target, or the fetch.
     *
     * @param way how the plan copies it; none before there is a plan
     * @param staged whether its bytes come from staging
     * @param attempts in all finished rounds
     * @param doneBytes at the end of the last round
     * @param totalBytes as its last round knew it; none while unknown
     * @param kind of the reason, where that is why there is no copy
     * @param source where its bytes came from in the last round
     */
    public record Copy(
            StoreId store,
            StoreState state,
            @Nullable String way,
            boolean staged,
            int round,
            int attempts,
            long doneBytes,
            @Nullable Long totalBytes,
            @Nullable String reason,
            @Nullable FailureKind kind,
            @Nullable Instant nextRetryAt,
            @Nullable String source,
            @Nullable String check,
            long checkedBytes,
            int retries) {

        /** Whether the import still owes this copy. */
        public boolean isUnfinished() {
            return switch (state) {
                case WAITING, COPYING, RETRYING -> true;
                case DONE, LANDED, FAILED, SKIPPED, CANCELLED -> false;
            };
        }
    }
}
