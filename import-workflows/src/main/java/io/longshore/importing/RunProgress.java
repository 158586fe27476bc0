package io.longshore.importing;

import io.longshore.image.StoreId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the run itself knows: the answer of its query {@code progress}. Live bytes are not in it: workflow code never sees them.
 *
 * @param waitingFor why nothing moves, where the run knows
 */
public record RunProgress(ImportPhase phase, @Nullable String waitingFor, List<Copy> copies) {

    /**
     * @param round counted from 1
     * @param attempts that failed so far; {@code doneBytes}: how far the last of them came
     * @param totalBytes what is to be copied in all; none while unknown
     * @param reason why the last round failed
     * @param nextRetryAt epoch milliseconds; set between two rounds
     * @param way how the bytes come, and why so
     */
    public record Copy(
            StoreId store,
            StoreState state,
            int round,
            int attempts,
            long doneBytes,
            @Nullable Long totalBytes,
            @Nullable String reason,
            @Nullable Long nextRetryAt,
            String way) {

        /** A copy that has begun. */
        public static Copy planned(CopyPlan plan, @Nullable Long totalBytes) {
            return new Copy(plan.target(), StoreState.COPYING, 1, 0, 0, totalBytes, null, null, plan.reason());
        }

        /** After a failed round, before the next one. */
        public Copy failed(RoundFailure failure, RoundLedger ledger, long nextAtMillis) {
            long done = failure.doneBytes() == null ? ledger.bestBytes() : failure.doneBytes();
            return new Copy(
                    store,
                    StoreState.RETRYING,
                    ledger.rounds(),
                    ledger.attempts(),
                    done,
                    failure.totalBytes(),
                    failure.reason(),
                    nextAtMillis,
                    way);
        }

        /** In a later round; why the last one failed stays in view. */
        public Copy resumed(int next) {
            return new Copy(store, StoreState.COPYING, next, attempts, doneBytes, totalBytes, reason, null, way);
        }

        /** Every byte is there. */
        public Copy whole(StoreState end, long sizeBytes) {
            return new Copy(store, end, round, attempts, sizeBytes, sizeBytes, null, null, way);
        }

        /** At another end. */
        public Copy ended(StoreState end, @Nullable String why) {
            return new Copy(store, end, round, attempts, doneBytes, totalBytes, why, null, way);
        }
    }
}
