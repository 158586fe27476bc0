package io.longshore.workflow;

import io.longshore.image.FailureKind;
import io.longshore.importing.ImportOutcome;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.ImportTicket;
import io.longshore.importing.OperatorWords;
import io.longshore.importing.RunProgress;
import io.longshore.importing.StagingPlace;
import io.longshore.importing.StoreFailure;
import io.longshore.workflow.CatalogActivities.End;
import io.longshore.workflow.CatalogActivities.EndAnswer;
import io.longshore.workflow.CatalogActivities.EndOrder;
import io.longshore.workflow.CatalogActivities.PlanAnswer;
import io.temporal.common.converter.EncodedValues;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The pipeline: plan, transfers, end, cleanup. All of it runs in a detached scope, so that a cancel in Temporal is heard as a word among
 * others and nothing that must be written is cut short.
 */
final class ImportImageWorkflowImpl implements ImportImageWorkflow {

    private final ImportTicket ticket;
    private final RunBoard board;
    private int heard;
    private int read;
    private @Nullable ImportOutcome outcome;

    ImportImageWorkflowImpl(EncodedValues input) {
        this.ticket = input.get(0, ImportTicket.class);
        this.board = new RunBoard(ticket.importId());
    }

    @Override
    public ImportOutcome run(ImportTicket same) {
        Course course = new Course(CancellationScope.current());
        Workflow.newDetachedCancellationScope(() -> outcome = carry(course)).run();
        return Objects.requireNonNull(outcome);
    }

    @Override
    public void wordsChanged() {
        heard++;
    }

    @Override
    public RunProgress progress() {
        return board.progress();
    }

    private ImportOutcome carry(Course course) {
        PatientCatalog catalog = new PatientCatalog(ticket.importId(), board::waiting);
        Reservation reservation = new Reservation(ticket, catalog, course, board, () -> heard);
        Run run = new Run(ticket, new ActivityStubs(ticket.settings()), course, board, catalog, reservation);
        try {
            PlanAnswer answer = reservation.first();
            if (answer.over() != null) {
                course.decide(new Verdict.Over(answer.over()));
            }
            if (answer.gone() != null) {
                course.decide(new Verdict.Sourceless(FailureKind.STAGING_LOST, answer.gone()));
            }
            turn(course);
            Transfers transfers = new Transfers(run, answer);
            Optional<Verdict> verdict = course.verdict().isPresent() ? course.verdict() : carry(run, answer, transfers);
            return end(run, answer.epoch(), transfers, verdict);
        } catch (PatientCatalog.Superseded e) {
            return silence();
        }
    }

    /** Carries all transfers to their ends, or to the verdict that stops them. */
    private Optional<Verdict> carry(Run run, PlanAnswer answer, Transfers transfers) {
        Course course = run.course();
        board.planned(answer, Objects.requireNonNull(answer.plan(), "an answer without a plan says why"));
        transfers.start();
        new Leg(course, () -> listen(transfers));
        Workflow.await(() -> transfers.areSettled() || course.isTurning());
        if (!transfers.areSettled()) {
            turn(course);
        }
        // What is said from here on comes too late: every copy has come to its end, or is being stopped.
        Optional<Verdict> verdict = course.verdict();
        if (verdict.isPresent() || !transfers.haveLanded()) {
            transfers.stop();
        }
        Workflow.await(() -> transfers.haveEnded() || course.isDefective());
        course.rethrow();
        return verdict;
    }

    /** Acts upon what concerns the run as a whole: a defect, a cancel in Temporal, a history grown too long. */
    private void turn(Course course) {
        course.rethrow();
        course.hear();
        if (course.verdict().isEmpty() && course.isOutgrown()) {
            // A new run plans again under a new epoch, as after a reset, and finds every copy where it is.
            Workflow.continueAsNew(ticket);
        }
    }

    private void listen(Transfers transfers) {
        while (true) {
            Workflow.await(() -> heard > read);
            read = heard;
            transfers.readWords();
        }
    }

    private ImportOutcome end(Run run, int epoch, Transfers transfers, Optional<Verdict> verdict) {
        EndOrder order = verdict.isEmpty()
                ? order(epoch, End.SETTLED, transfers.failures(), null)
                : switch (verdict.get()) {
                    case Verdict.Broken ignored -> order(epoch, End.FAILED, transfers.failures(), null);
                    case Verdict.Sourceless(FailureKind kind, String reason) ->
                        order(epoch, End.FAILED, transfers.failures(kind, reason), reason);
                    case Verdict.Over(String reason) -> order(epoch, End.CANCELLED, transfers.failures(), reason);
                    case Verdict.Superseded ignored -> {
                        OperatorWords words = run.catalog().words();
                        if (words.over() == null && words.epoch() == epoch) {
                            // Attempts of this run got in each other's way; nobody else goes on with the import.
                            Workflow.continueAsNew(ticket);
                        }
                        if (words.over() == null) {
                            throw new PatientCatalog.Superseded();
                        }
                        yield order(epoch, End.CANCELLED, List.of(), words.over());
                    }
                };
        EndAnswer ended = run.catalog().end(order);
        board.ended(ended.outcome());
        Cleanup cleanup = new Cleanup(ticket, board);
        StagingPlace place = run.reservation().place();
        if (place != null) {
            cleanup.discard(place);
        }
        if (ended.reclaim()) {
            cleanup.reclaim();
        }
        board.publish();
        return ended.outcome();
    }

    private EndOrder order(int epoch, End end, List<StoreFailure> failures, @Nullable String reason) {
        return new EndOrder(ticket.importId(), epoch, end, failures, reason);
    }

    /** How a run ends that has nothing more to say: another one, or the reconciler, tells how the import ended. */
    private static ImportOutcome silence() {
        return new ImportOutcome(ImportPhase.CANCELLED, List.of(), List.of());
    }
}
