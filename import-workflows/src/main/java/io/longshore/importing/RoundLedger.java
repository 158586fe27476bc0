package io.longshore.importing;

import io.longshore.importing.RoundFailure.Blame;
import java.time.Duration;

/**
 * What the rounds of one transfer have come to: how many, how far, and how long its store, or its source, has failed since the
 * transfer last got on. Progress is more bytes than ever before, so that a store that loses everything again and again runs out of
 * budget.
 *
 * @param rounds that ended, all in all
 * @param attempts in them
 * @param stalled rounds that ended since the last progress
 * @param bestBytes the most that was ever done
 * @param storeFailing since the last progress, pauses included
 * @param sourceFailing likewise
 * @param blame whom the last round blamed
 */
public record RoundLedger(
        int rounds,
        int attempts,
        int stalled,
        long bestBytes,
        Duration storeFailing,
        Duration sourceFailing,
        Blame blame) {

    /** Nothing has failed yet. */
    public static RoundLedger empty() {
        return new RoundLedger(0, 0, 0, 0, Duration.ZERO, Duration.ZERO, Blame.NOBODY);
    }

    /**
     * After a round of {@code made} attempts that failed so, with {@code pauses} between them in all: they are charged where nothing was
     * gained.
     */
    public RoundLedger after(RoundFailure failure, int made, Duration pauses) {
        long done = failure.doneBytes() == null ? 0 : failure.doneBytes();
        boolean gained = done > bestBytes;
        RoundLedger before = gained ? fresh() : this;
        return new RoundLedger(
                        rounds + 1,
                        attempts + made,
                        before.stalled + 1,
                        Math.max(done, bestBytes),
                        before.storeFailing,
                        before.sourceFailing,
                        failure.blame())
                .charged(gained ? failure.failing() : failure.failing().plus(pauses));
    }

    /** After a round that was cut short and goes on elsewhere: it counts for nothing but the progress that it made. */
    public RoundLedger interrupted(RoundFailure failure) {
        long done = failure.doneBytes() == null ? 0 : failure.doneBytes();
        boolean gained = done > bestBytes;
        RoundLedger before = gained ? fresh() : this;
        return new RoundLedger(
                before.rounds,
                before.attempts,
                before.stalled,
                Math.max(done, bestBytes),
                before.storeFailing,
                before.sourceFailing,
                before.blame);
    }

    /** After {@code time} more in which nothing was tried; charged to whom the last round blamed. */
    public RoundLedger charged(Duration time) {
        return new RoundLedger(
                rounds,
                attempts,
                stalled,
                bestBytes,
                blame == Blame.STORE ? storeFailing.plus(time) : storeFailing,
                blame == Blame.SOURCE ? sourceFailing.plus(time) : sourceFailing,
                blame);
    }

    /** With a whole budget again: there was progress, or an operator says so. */
    public RoundLedger fresh() {
        return new RoundLedger(rounds, attempts, 0, bestBytes, Duration.ZERO, Duration.ZERO, blame);
    }

    /** How long the side that the last round blamed has failed without progress. */
    public Duration failing() {
        return switch (blame) {
            case STORE -> storeFailing;
            case SOURCE -> sourceFailing;
            case NOBODY -> Duration.ZERO;
        };
    }

    /** Whether there is another round. */
    public boolean allows(RetryBudget budget) {
        return budget.allows(failing());
    }

    /** The pause before it. */
    public Duration pause(RetryBudget budget) {
        return budget.pauseAfter(stalled, failing());
    }
}
