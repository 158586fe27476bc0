package io.longshore.importing;

import java.time.Duration;

/**
 * Whether a failing copy is tried again, and after which pause. Only time in which the store itself failed is charged: never queues,
 * missing workers, drains or waiting for source bytes.
 *
 * @param limit the whole budget
 * @param longestPause upper bound of a pause
 */
public record RetryBudget(Duration limit, Duration longestPause) {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);

    /** Whether a store that has failed for {@code failing} without any progress gets another round. */
    public boolean allows(Duration failing) {
        return failing.compareTo(limit) < 0;
    }

    /** The pause before the round that follows round {@code round} (counted from 1): doubling, bounded, and never past the limit. */
    public Duration pauseAfter(int round, Duration failing) {
        Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(round - 1, 20));
        return shorter(shorter(doubled, longestPause), limit.minus(failing));
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
