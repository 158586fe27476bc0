package io.longshore.workflow;

import io.longshore.image.FailureKind;
import io.longshore.image.StoreId;
import io.longshore.importing.CopyPlan;
import io.longshore.importing.CopyWay;
import io.longshore.importing.RoundEnd;
import io.longshore.importing.RoundFailure;
import io.longshore.importing.RoundLedger;
import io.longshore.importing.StagingPlace;
import io.longshore.importing.StoreFailure;
import io.longshore.importing.StoreState;
import io.longshore.workflow.CatalogActivities.PlanAnswer;
import io.longshore.workflow.CatalogActivities.RoundNote;
import io.longshore.workflow.CopyActivities.CopyOrder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One store's copy, from its first round to its end. */
final class StoreCopy implements Rounds.Witness {

    private final Run run;
    private final PlanAnswer answer;
    private final CopyPlan plan;
    private final Transfers transfers;
    private final Rounds rounds;
    private @Nullable Leg leg;
    private @Nullable StoreFailure failure;
    private boolean skipped;
    private @Nullable StoreFailure without;
    private boolean landed;
    private boolean over;
    private long copiedBytes;

    /**
     * @param transfers of the run, this copy among them
     */
    StoreCopy(Run run, PlanAnswer answer, CopyPlan plan, Transfers transfers) {
        this.run = run;
        this.answer = answer;
        this.plan = plan;
        this.transfers = transfers;
        this.rounds = new Rounds(
                store().value(), run.ticket().settings(), run.course(), run.reservation(), this, answer.sizeBytes());
    }

    StoreId store() {
        return plan.target();
    }

    void start() {
        leg = new Leg(run.course(), this::carry);
    }

    void stop() {
        if (leg != null) {
            leg.stop();
        }
    }

    void retryNow() {
        rounds.retryNow();
    }

    /** Nobody serves that staging place any more. */
    void leave(StagingPlace place) {
        if (isStaged() && !hasEnded()) {
            rounds.leave(place);
        }
    }

    /** The fetch looks for room again. */
    void lookForRoom() {
        rounds.lookForRoom();
    }

    /** An operator gives this store up. */
    void skip() {
        if (!hasEnded() && !skipped) {
            skipped = true;
            TaskBarrier.await();
            stop();
        }
    }

    /** The staged bytes that it copies cannot be had. */
    void giveUp(FailureKind kind, String reason) {
        if (!hasEnded() && without == null && failure == null) {
            without = new StoreFailure(store(), kind, Wording.about(store().value(), reason));
            TaskBarrier.await();
            stop();
        }
    }

    /** Whether its bytes come from staging. */
    boolean isStaged() {
        return plan.way() == CopyWay.STAGED;
    }

    boolean hasEnded() {
        return leg != null && leg.hasEnded();
    }

    /** Whether nothing more becomes of it. */
    boolean isOver() {
        return over;
    }

    boolean hasLanded() {
        return landed;
    }

    /** Why the store got no copy, where that is its own doing or an operator's. */
    Optional<StoreFailure> failure() {
        return Optional.ofNullable(failure);
    }

    @Override
    public void paused(RoundFailure failed, RoundLedger ledger, long nextAtMillis) {
        if (failed.kind() == FailureKind.STAGING_FULL) {
            // The fetch says so; this store is in no trouble.
            return;
        }
        run.board().retrying(store(), failed, ledger, nextAtMillis);
        run.catalog()
                .noteRound(new RoundNote(
                        run.ticket().importId(), answer.epoch(), store(), RoundEnd.of(failed, ledger, nextAtMillis)));
    }

    @Override
    public void resumed(int round) {
        run.board().resumed(store(), round);
    }

    private void carry() {
        switch (rounds.run(this::round)) {
            case Rounds.End.Done ignored -> {
                landed = true;
                run.board().whole(store(), answer.allMustSucceed() ? StoreState.LANDED : StoreState.DONE, copiedBytes);
            }
            case Rounds.End.GivenUp(FailureKind kind, String reason) -> give(kind, reason, StoreState.FAILED);
            case Rounds.End.Stopped ignored -> stopped();
            case Rounds.End.Superseded ignored -> {
                transfers.readWords();
                if (!skipped) {
                    run.course().decide(new Verdict.Superseded());
                }
                stopped();
            }
        }
        over = true;
        transfers.copyEnded();
    }

    private void round(Rounds.Round round) {
        CopyActivities copies = run.stubs().copying(plan, run.reservation(), round.anywhere(), summary(round.number()));
        copiedBytes = copies.copy(new CopyOrder(
                        run.ticket().importId(),
                        run.ticket().imageId(),
                        answer.epoch(),
                        plan,
                        round.sending(),
                        round.bestBytes(),
                        true))
                .sizeBytes();
    }

    private String summary(int round) {
        return Wording.summary("copy "
                + (answer.sizeBytes() == null ? "" : Wording.size(answer.sizeBytes()) + " ")
                + "to " + store()
                + (round == 1 ? "" : ", round " + round)
                + " (" + plan.reason() + ")");
    }

    private void stopped() {
        if (skipped) {
            give(FailureKind.CONFLICT, store() + ": skipped by an operator", StoreState.SKIPPED);
        } else if (without != null) {
            give(without.kind(), without.reason(), StoreState.FAILED);
        } else {
            run.board().ended(store(), StoreState.CANCELLED, null);
        }
    }

    private void give(FailureKind kind, String reason, StoreState state) {
        if (kind == FailureKind.STAGING_LOST && without == null) {
            run.board().ended(store(), StoreState.FAILED, reason);
            without = new StoreFailure(store(), kind, reason);
            transfers.sourceless(kind, reason);
            if (run.course().verdict().isPresent()) {
                return;
            }
        }
        StoreFailure own = new StoreFailure(store(), kind, reason);
        failure = own;
        run.board().ended(store(), state, reason);
        if (answer.allMustSucceed()) {
            run.course().decide(new Verdict.Broken());
        } else {
            run.catalog().storeFailed(answer.epoch(), own);
        }
    }
}
