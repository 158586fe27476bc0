package io.longshore.importing;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a round of attempts ended badly, for who reads the progress.
 *
 * @param round counted from 1
 * @param attempts made in all rounds so far
 * @param totalBytes none while unknown
 * @param source where the bytes came from; none where the round did not say
 * @param check how they were checked; none where the round did not say
 * @param nextRetryAt when the next round begins, in epoch milliseconds
 */
public record RoundEnd(
        int round,
        int attempts,
        long doneBytes,
        @Nullable Long totalBytes,
        @Nullable String source,
        @Nullable String check,
        String reason,
        long nextRetryAt) {

    /** Of a round that has {@code failed}, which says how many bytes there are. */
    public static RoundEnd of(RoundFailure failed, RoundLedger ledger, long nextRetryAt) {
        return new RoundEnd(
                ledger.rounds(),
                ledger.attempts(),
                Objects.requireNonNull(failed.doneBytes()),
                failed.totalBytes(),
                failed.source(),
                failed.check(),
                failed.reason(),
                nextRetryAt);
    }
}
