package io.longshore.workflow;

import io.longshore.image.FailureKind;
import io.longshore.importing.ImportSettings;
import io.longshore.importing.RetryBudget;
import io.longshore.importing.RoundFailure;
import io.longshore.importing.RoundLedger;
import io.longshore.importing.StagingPlace;
import io.temporal.failure.TemporalFailure;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rounds of one transfer. Workflow code cannot see single attempts; so they come in rounds, and between two of them the run says
 * what is wrong and when it goes on, until the budget is spent.
 */
final class Rounds {

    /** How it ended. */
    sealed interface End {
        record Done() implements End {}

        record GivenUp(FailureKind kind, String reason) implements End {}

        record Stopped() implements End {}

        /** The catalog takes no more of this transfer. */
        record Superseded() implements End {}
    }

    /** Is told about the pauses; the failure says how many bytes there are. */
    interface Witness {
        void paused(RoundFailure failure, RoundLedger ledger, long nextAtMillis);

        void resumed(int round);
    }

    /** Makes one round of attempts. */
    interface Sending {
        void make(Round round);
    }

    /**
     * @param number counted from 1
     * @param sending likewise; a round that is sent elsewhere is sent again
     * @param bestBytes the most that was ever done
     * @param anywhere whether nobody has taken it up in its own line for so long that whoever is there is to look at it
     */
    record Round(int number, int sending, long bestBytes, boolean anywhere) {}

    private final String who;
    private final Course course;
    private final Reservation reservation;
    private final Witness witness;
    private final RetryBudget budget;
    private final int attemptsPerRound;
    private final Duration longestSilence;
    private RoundLedger ledger = RoundLedger.empty();
    private @Nullable Long totalBytes;
    private boolean retryAsked;
    private boolean roomLookedFor;
    private int sendings;
    private @Nullable CancellationScope sent;
    private @Nullable StagingPlace sentTo;
    private boolean anywhere;

    /**
     * @param totalBytes what is to be moved in all, as far as it is known beforehand
     */
    Rounds(
            String who,
            ImportSettings settings,
            Course course,
            Reservation reservation,
            Witness witness,
            @Nullable Long totalBytes) {
        this.who = who;
        this.totalBytes = totalBytes;
        this.course = course;
        this.reservation = reservation;
        this.witness = witness;
        this.budget = new RetryBudget(settings.retryBudget(), settings.longestPause());
        this.attemptsPerRound = settings.attemptsPerRound();
        this.longestSilence = settings.heartbeatTimeout();
    }

    /** An operator wants it tried now, with a whole budget. */
    void retryNow() {
        retryAsked = true;
    }

    /** Somebody looks for room in staging: who waits for that waits no longer. */
    void lookForRoom() {
        roomLookedFor = true;
    }

    /** What was sent to {@code place} goes on where the bytes are now: nobody serves that any more. */
    void leave(StagingPlace place) {
        if (sent != null && place.equals(sentTo)) {
            sent.cancel();
        }
    }

    /** Has {@code round} made, at the place reserved now, until there is an end. */
    End run(Sending round) {
        CancellationScope scope = CancellationScope.current();
        while (!scope.isCancelRequested()) {
            int version = reservation.version();
            TaskBarrier.begin();
            CancellationScope made = Workflow.newCancellationScope(
                    () -> round.make(new Round(ledger.rounds() + 1, ++sendings, ledger.bestBytes(), anywhere)));
            sent = made;
            sentTo = reservation.place();
            try {
                made.run();
                return new End.Done();
            } catch (TemporalFailure e) {
                sent = null;
                if (scope.isCancelRequested()) {
                    return new End.Stopped();
                }
                RoundFailure failure = AttemptFailure.of(e, who, longestSilence);
                anywhere |= AttemptFailure.neverStarted(e);
                boolean placeInDoubt = made.isCancelRequested()
                        || AttemptFailure.neverStarted(e)
                        || failure.kind() == FailureKind.DRAINING;
                Optional<End> end = placeInDoubt ? another(failure, version, scope) : judge(failure);
                if (end.isPresent()) {
                    return end.get();
                }
            }
        }
        return new End.Stopped();
    }

    /** Nobody was there to do it, or whoever did is going down: it goes on where somebody is, at nobody's cost. */
    private Optional<End> another(RoundFailure failure, int version, CancellationScope scope) {
        ledger = ledger.interrupted(failure);
        return reservation
                .doubt(version, scope::isCancelRequested)
                .map(why -> new End.GivenUp(FailureKind.STAGING_LOST, why));
    }

    /** The end that a failed round means; empty after the pause that leads to another one. */
    private Optional<End> judge(RoundFailure failure) {
        if (failure.kind() == FailureKind.SUPERSEDED) {
            return Optional.of(new End.Superseded());
        }
        if (!failure.kind().retryable()) {
            return Optional.of(new End.GivenUp(failure.kind(), failure.reason()));
        }
        if (retryAsked) {
            retryAsked = false;
            ledger = ledger.fresh();
        }
        // Who waits for room is sent back at once, not tried again and again.
        int made = failure.kind() == FailureKind.STAGING_FULL ? 1 : attemptsPerRound;
        ledger = ledger.after(failure, made, ActivityStubs.pauses(made));
        if (!ledger.allows(budget)) {
            return Optional.of(new End.GivenUp(
                    failure.kind(),
                    "%s; given up after %d s without progress (%d attempts)"
                            .formatted(failure.reason(), ledger.failing().toSeconds(), ledger.attempts())));
        }
        pause(failure);
        return Optional.empty();
    }

    private void pause(RoundFailure failure) {
        boolean wantsRoom = failure.kind() == FailureKind.STAGING_FULL;
        roomLookedFor = false;
        long from = Workflow.currentTimeMillis();
        long next = from + failure.pause(ledger.pause(budget)).toMillis();
        RoundFailure known = failure.completed(ledger.bestBytes(), totalBytes);
        totalBytes = known.totalBytes();
        witness.paused(known, ledger, next);
        if (course.isOutgrown()) {
            Pause.until(() -> false);
            return;
        }
        Pause.sleep(
                Duration.ofMillis(Math.max(1, next - Workflow.currentTimeMillis())),
                Wording.pause(
                        known.reason(),
                        "attempt " + ledger.attempts() + ", "
                                + Wording.progress(Objects.requireNonNull(known.doneBytes()), totalBytes),
                        next),
                () -> retryAsked || (wantsRoom && roomLookedFor));
        // Where nobody was there to go on when it was over, the time since then is not the blamed side's.
        long paused = Math.min(Workflow.currentTimeMillis(), next) - from;
        ledger = retryAsked ? ledger.fresh() : ledger.charged(Duration.ofMillis(Math.max(0, paused)));
        retryAsked = false;
        witness.resumed(ledger.rounds() + 1);
    }
}
