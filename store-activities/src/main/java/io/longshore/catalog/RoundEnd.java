package io.longshore.catalog;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a round of attempts ended badly.
 *
 * @param round counted from 1
 * @param attempts made in all rounds so far
 * @param totalBytes none while unknown
 * @param source where the bytes came from; none where the round did not say
 * @param check how they were checked; none where the round did not say
 * @param nextRetryAt when the next round begins
 */
public record RoundEnd(
        int round,
        int attempts,
        long doneBytes,
        @Nullable Long totalBytes,
        @Nullable String source,
        @Nullable String check,
        String reason,
        Instant nextRetryAt) {}
