package io.longshore.workflow;

import io.longshore.image.FailureKind;
import io.longshore.importing.ImportPlan;
import io.longshore.importing.RoundEnd;
import io.longshore.importing.RoundFailure;
import io.longshore.importing.RoundLedger;
import io.longshore.importing.StagingPlace;
import io.longshore.workflow.CatalogActivities.PlanAnswer;
import io.longshore.workflow.CatalogActivities.RoundNote;
import io.longshore.workflow.StagingActivities.FetchOrder;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowLocal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The one reading of the source into staging, which all copies follow. It has a budget of its own. */
final class SourceFetch implements Rounds.Witness {

    /** Runs that an earlier version began go on without. Asked once in a run. */
    private static final WorkflowLocal<Boolean> ROUNDS_ARE_NOTED = WorkflowLocal.withCachedInitial(
            () -> Workflow.getVersion("fetch-rounds-noted", Workflow.DEFAULT_VERSION, 1) == 1);

    private final Run run;
    private final PlanAnswer answer;
    private final ImportPlan plan;
    private final Transfers transfers;
    private final Rounds rounds;
    private @Nullable Leg leg;
    private boolean unwanted;

    /**
     * @param transfers of the run, this one among them
     */
    SourceFetch(Run run, PlanAnswer answer, ImportPlan plan, Transfers transfers) {
        this.run = run;
        this.transfers = transfers;
        this.answer = answer;
        this.plan = plan;
        this.rounds = new Rounds(
                Wording.SOURCE, run.ticket().settings(), run.course(), run.reservation(), this, answer.sizeBytes());
    }

    void start() {
        leg = new Leg(run.course(), this::carry);
    }

    void stop() {
        if (leg != null) {
            leg.stop();
        }
    }

    /** Nobody wants the bytes any more, and the run goes on. */
    void stopAsUnwanted() {
        if (!hasEnded()) {
            unwanted = true;
            stop();
        }
    }

    void retryNow() {
        rounds.retryNow();
    }

    /** Nobody serves that staging place any more. */
    void leave(StagingPlace place) {
        if (!hasEnded()) {
            rounds.leave(place);
        }
    }

    boolean hasEnded() {
        return leg != null && leg.hasEnded();
    }

    @Override
    public void paused(RoundFailure failed, RoundLedger ledger, long nextAtMillis) {
        if (failed.kind() == FailureKind.STAGING_FULL) {
            run.board().waiting(failed.reason() + ", next look " + Wording.clock(nextAtMillis));
            return;
        }
        run.board()
                .sourceFailing(failed.reason()
                        + " – "
                        + Wording.progress(Objects.requireNonNull(failed.doneBytes()), failed.totalBytes())
                        + ", next " + Wording.clock(nextAtMillis));
        if (ROUNDS_ARE_NOTED.get()) {
            run.catalog()
                    .noteRound(new RoundNote(
                            run.ticket().importId(), answer.epoch(), null, RoundEnd.of(failed, ledger, nextAtMillis)));
        }
    }

    @Override
    public void resumed(int round) {
        run.board().waiting(null);
        transfers.lookForRoom();
    }

    private void carry() {
        switch (rounds.run(this::round)) {
            case Rounds.End.Done ignored -> run.board().sourceEnded();
            case Rounds.End.GivenUp(FailureKind kind, String reason) -> transfers.sourceless(kind, reason);
            case Rounds.End.Stopped ignored -> {
                if (unwanted) {
                    run.board().sourceEnded();
                }
            }
            case Rounds.End.Superseded ignored -> run.course().decide(new Verdict.Superseded());
        }
    }

    private void round(Rounds.Round round) {
        StagingPlace place = Objects.requireNonNull(run.reservation().place(), "a fetch has a place");
        run.stubs()
                .fetching(place, run.reservation().large(), summary(round.number()))
                .fetch(new FetchOrder(
                        run.ticket().importId(),
                        run.ticket().imageId(),
                        answer.epoch(),
                        plan.fetchSources(),
                        round.sending(),
                        round.bestBytes(),
                        true));
    }

    private String summary(int round) {
        String from = plan.fetchSources().isEmpty()
                ? "the web"
                : plan.fetchSources().getFirst().value();
        return Wording.summary("fetch "
                + (answer.sizeBytes() == null ? "" : Wording.size(answer.sizeBytes()) + " ")
                + "from " + from
                + (round == 1 ? "" : ", round " + round));
    }
}
