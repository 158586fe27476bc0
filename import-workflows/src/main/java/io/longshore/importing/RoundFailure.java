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
 */
public record RoundFailure(
        FailureKind kind,
        String reason,
        Blame blame,
        @Nullable Long doneBytes,
        @Nullable Long totalBytes,
        Duration failing) {

    /** The same failure; what it does not say of bytes is taken from what was known before. */
    public RoundFailure completed(long knownDone, @Nullable Long knownTotal) {
        return new RoundFailure(
                kind,
                reason,
                blame,
                doneBytes == null ? Long.valueOf(knownDone) : doneBytes,
                totalBytes == null ? knownTotal : totalBytes,
                failing);
    }

    /** Whose budget a failed round and the pause after it are charged to. */
    public enum Blame {
        STORE,
        SOURCE,
        /** A dead or draining worker: nobody's fault. */
        NOBODY
    }
}
