package io.longshore.importing;

import io.longshore.image.FailureKind;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one round of attempts ended badly.
 *
 * @param reason for people; it starts with the store
 * @param blame whose time it was
 * @param doneBytes none where the attempt left no checkpoint
 * @param failing how long the blamed side failed within this round
 * @param source where its bytes came from; none where the attempt did not say
 * @param check how they were checked; none where the attempt did not say
 * @param retryAfter when the blamed side wants to be asked again; none: it did not say
 */
public record RoundFailure(
        FailureKind kind,
        String reason,
        Blame blame,
        @Nullable Long doneBytes,
        @Nullable Long totalBytes,
        Duration failing,
        @Nullable String source,
        @Nullable String check,
        @Nullable Duration retryAfter) {

    /** As an attempt left it. */
    public static RoundFailure of(
            FailureKind kind, String reason, Blame blame, @Nullable TransferCheckpoint checkpoint) {
        return checkpoint == null
                ? new RoundFailure(kind, reason, blame, null, null, Duration.ZERO, null, null, null)
                : new RoundFailure(
                        kind,
                        reason,
                        blame,
                        checkpoint.doneBytes(),
                        checkpoint.totalBytes(),
                        Duration.ofMillis(checkpoint.failingMillis()),
                        checkpoint.source(),
                        checkpoint.check(),
                        null);
    }

    /** The same failure; what it does not say of bytes is taken from what was known before. */
    public RoundFailure completed(long knownDone, @Nullable Long knownTotal) {
        return new RoundFailure(
                kind,
                reason,
                blame,
                doneBytes == null ? Long.valueOf(knownDone) : doneBytes,
                totalBytes == null ? knownTotal : totalBytes,
                failing,
                source,
                check,
                retryAfter);
    }

    /** The same failure as the store's own doing: a call of its hangs, the last time for {@code last}. */
    public RoundFailure hanging(String why, Duration last) {
        return new RoundFailure(
                kind, why, Blame.STORE, doneBytes, totalBytes, failing.plus(last), source, check, retryAfter);
    }

    /** The same failure of a side that wants to be asked again after {@code time}, if it said so. */
    public RoundFailure askedAgainAfter(@Nullable Duration time) {
        return new RoundFailure(kind, reason, blame, doneBytes, totalBytes, failing, source, check, time);
    }

    /** The pause that follows: {@code planned}, or longer where the blamed side asked for that. */
    public Duration pause(Duration planned) {
        return retryAfter == null || retryAfter.compareTo(planned) < 0 ? planned : retryAfter;
    }

    /** Whose budget a failed round and the pause after it are charged to. */
    public enum Blame {
        STORE,
        SOURCE,
        /** A dead or draining worker, or one that cannot tell: nobody's fault. */
        NOBODY
    }
}
