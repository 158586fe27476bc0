package io.longshore.importing;

import java.time.Duration;

/**
 * The knobs of one import, frozen when its run starts: a replay never reads configuration.
 *
 * @param retryBudget how long a store may fail without progress before its copy is given up; the source has as much of its own
 * @param heartbeatTimeout how long a silent attempt is believed alive: the time to recover from a dead worker
 * @param attemptsPerRound attempts of one copy before the run pauses and says why
 * @param longestPause upper bound of the pause between two rounds
 * @param compensationPatience how long the run itself tries to delete what it must not leave, before it hands that over
 */
public record ImportSettings(
        Duration retryBudget,
        Duration heartbeatTimeout,
        int attemptsPerRound,
        Duration longestPause,
        Duration compensationPatience) {

    /** What holds where nothing is configured; the budget stays below the 600 s that Nova waits for a copy. */
    public static ImportSettings defaults() {
        return new ImportSettings(
                Duration.ofMinutes(5), Duration.ofSeconds(12), 5, Duration.ofSeconds(60), Duration.ofSeconds(30));
    }
}
