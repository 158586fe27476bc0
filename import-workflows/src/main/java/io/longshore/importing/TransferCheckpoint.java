package io.longshore.importing;

import org.jspecify.annotations.Nullable;

/**
 * How far an attempt is: heartbeat payload, progress for people, and hint for the next attempt in one. The names are what an
 * operator reads in the Temporal UI.
 *
 * @param store the target, or {@code source} for a fetch
 * @param doneBytes bytes that are in the target and counted
 * @param totalBytes none while unknown
 * @param source where the bytes come from; none until one is chosen
 * @param check how the bytes are checked; none until known
 * @param waitingFor what the attempt waits for; none while it works
 * @param failingMillis how long the store has failed without progress, over all attempts so far: what the retry budget is charged
 * @param bytesPerSecond over the last seconds; 0 while nothing moves
 * @param bestBytes the most that was ever done, by this attempt or an earlier one: only more than that is progress
 * @param checkedBytes bytes that were compared with what they must be, apart from those that have moved
 * @param hangs whether its worker has seen an earlier attempt of the same work hang in a call while the worker itself lived, and nothing
 *     has moved since: should this attempt fall silent as well, it is by such a call
 */
public record TransferCheckpoint(
        String store,
        long doneBytes,
        @Nullable Long totalBytes,
        @Nullable String source,
        @Nullable String check,
        @Nullable String waitingFor,
        long failingMillis,
        long bytesPerSecond,
        long bestBytes,
        long checkedBytes,
        boolean hangs) {}
