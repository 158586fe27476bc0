package io.longshore.workflow;

import io.longshore.image.FailureKind;
import io.longshore.image.StoreId;
import io.longshore.importing.CopyPlan;
import io.longshore.importing.RoundFailure;
import io.longshore.importing.RoundLedger;
import io.longshore.importing.StoreFailure;
import io.longshore.importing.StoreState;
import io.longshore.workflow.CatalogActivities.PlanAnswer;
import io.longshore.workflow.CatalogActivities.RoundNote;
import io.longshore.workflow.CopyActivities.CopyOrder;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One store's copy, from its first round to its end. */
final class StoreCopy implements Rounds.Witness {

    private final Run run;
    private final PlanAnswer answer;
    private final CopyPlan plan;
    private final Runnable readWords;
    private final Rounds rounds;
    private @Nullable Leg leg;
    private @Nullable StoreFailure failure;
    private boolean skipped;
    private boolean landed;
    private long copiedBytes;

    /**
     * @param readWords makes the run read what operators have said, this copy's skip among it
     */
    StoreCopy(Run run, PlanAnswer answer, CopyPlan plan, Runnable readWords) {
        this.run = run;
        this.answer = answer;
        this.plan = plan;
        this.readWords = readWords;
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

    /** An operator gives this store up. */
    void skip() {
        if (!hasEnded() && !skipped) {
            skipped = true;
            TaskBarrier.await();
            stop();
        }
    }

    boolean hasEnded() {
        return leg != null && leg.hasEnded();
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
        run.board().retrying(store(), failed, ledger, nextAtMillis);
        run.catalog()
                .noteRound(new RoundNote(
                        run.ticket().importId(),
                        answer.epoch(),
                        store(),
                        ledger.rounds(),
                        ledger.attempts(),
                        Objects.requireNonNull(failed.doneBytes()),
                        failed.reason(),
                        nextAtMillis));
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
                readWords.run();
                if (!skipped) {
                    run.course().decide(new Verdict.Superseded());
                }
                stopped();
            }
        }
    }

    private void round(Rounds.Round round) {
        CopyActivities copies = run.stubs().copying(plan, run.reservation().place(), summary(round.number()));
        copiedBytes = copies.copy(new CopyOrder(
                        run.ticket().importId(),
                        run.ticket().imageId(),
                        answer.epoch(),
                        plan,
                        round.sending(),
                        round.bestBytes()))
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
        } else {
            run.board().ended(store(), StoreState.CANCELLED, null);
        }
    }

    private void give(FailureKind kind, String reason, StoreState state) {
        if (kind == FailureKind.STAGING_LOST) {
            run.board().ended(store(), StoreState.FAILED, reason);
            run.course().decide(new Verdict.Sourceless(kind, reason));
            return;
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
