package io.longshore.importing;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.FailureKind;
import io.longshore.importing.RoundFailure.Blame;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RoundLedgerTest {

    private static final RetryBudget BUDGET = new RetryBudget(Duration.ofMinutes(5), Duration.ofSeconds(60));
    private static final Duration PAUSES = Duration.ofSeconds(15);

    @Test
    void failingTimeAndPausesAddUp() {
        RoundLedger ledger = RoundLedger.empty()
                .after(failure(Blame.STORE, 10, 60), 5, PAUSES)
                .charged(Duration.ofSeconds(5))
                .after(failure(Blame.STORE, 10, 60), 5, PAUSES);
        assertThat(ledger.failing())
                .as("ten bytes were progress in the first round only")
                .hasSeconds(60 + 5 + 60 + 15);
        assertThat(ledger.rounds()).isEqualTo(2);
        assertThat(ledger.attempts()).isEqualTo(10);
        assertThat(ledger.allows(BUDGET)).isTrue();
        assertThat(ledger.charged(Duration.ofSeconds(160)).allows(BUDGET)).isFalse();
    }

    @Test
    void aRoundCutShortCountsForItsProgressAlone() {
        RoundLedger stalled = RoundLedger.empty().after(failure(Blame.STORE, 100, 60), 5, PAUSES);
        assertThat(stalled.interrupted(failure(Blame.NOBODY, 100, 30))).isEqualTo(stalled);
        RoundLedger further = stalled.interrupted(failure(Blame.NOBODY, 101, 30));
        assertThat(further.failing()).isZero();
        assertThat(further.bestBytes()).isEqualTo(101);
        assertThat(further.attempts()).isEqualTo(5);
    }

    @Test
    void moreBytesThanEverMakeTheBudgetWholeAndThePausesShort() {
        RoundLedger stalled = RoundLedger.empty();
        for (int i = 0; i < 4; i++) {
            stalled = stalled.after(failure(Blame.STORE, 100, 30), 5, PAUSES);
        }
        assertThat(stalled.pause(BUDGET)).hasSeconds(40);
        RoundLedger further = stalled.after(failure(Blame.STORE, 101, 30), 5, PAUSES);
        assertThat(further.failing()).hasSeconds(30);
        assertThat(further.pause(BUDGET)).hasSeconds(5);
        assertThat(further.attempts()).isEqualTo(25);
    }

    @Test
    void bytesLostAndWonAgainAreNoProgress() {
        RoundLedger ledger = RoundLedger.empty()
                .after(failure(Blame.STORE, 100, 200), 5, PAUSES)
                .after(failure(Blame.STORE, 0, 60), 5, PAUSES)
                .after(failure(Blame.STORE, 100, 60), 5, PAUSES);
        assertThat(ledger.allows(BUDGET)).isFalse();
        assertThat(ledger.bestBytes()).isEqualTo(100);
    }

    @Test
    void eachSideHasABudgetOfItsOwn() {
        RoundLedger ledger = RoundLedger.empty()
                .after(failure(Blame.STORE, 0, 200), 5, PAUSES)
                .after(failure(Blame.SOURCE, 0, 200), 5, PAUSES);
        assertThat(ledger.allows(BUDGET)).isTrue();
        assertThat(ledger.after(failure(Blame.STORE, 0, 200), 5, PAUSES).allows(BUDGET))
                .isFalse();
    }

    @Test
    void nobodyPaysForADeadWorker() {
        RoundLedger ledger = RoundLedger.empty();
        for (int i = 0; i < 100; i++) {
            ledger = ledger.after(failure(Blame.NOBODY, 0, 1_000), 5, PAUSES).charged(Duration.ofSeconds(60));
        }
        assertThat(ledger.allows(new RetryBudget(Duration.ofNanos(1), Duration.ofSeconds(60))))
                .isTrue();
        assertThat(ledger.pause(BUDGET)).as("but the pauses grow").hasSeconds(60);
    }

    @Test
    void anOperatorMakesTheBudgetWhole() {
        RoundLedger spent = RoundLedger.empty().after(failure(Blame.STORE, 7, 900), 5, PAUSES);
        assertThat(spent.allows(BUDGET)).isFalse();
        assertThat(spent.fresh().allows(BUDGET)).isTrue();
        assertThat(spent.fresh().bestBytes()).isEqualTo(7);
    }

    private static RoundFailure failure(Blame blame, long done, long failingSeconds) {
        return new RoundFailure(
                FailureKind.UNAVAILABLE,
                "dcn1: reset",
                blame,
                done,
                1_000L,
                Duration.ofSeconds(failingSeconds),
                "fast",
                null,
                null);
    }
}
