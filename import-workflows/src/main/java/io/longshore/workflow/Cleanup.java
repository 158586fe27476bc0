package io.longshore.workflow;

import io.longshore.image.ImageId;
import io.longshore.importing.ImportTicket;
import io.longshore.importing.ReclaimTicket;
import io.longshore.importing.StagingPlace;
import io.longshore.workflow.CopyActivities.Leftover;
import io.longshore.workflow.CopyActivities.ReclaimOrder;
import io.longshore.workflow.CopyActivities.ReclaimResult;
import io.longshore.workflow.StagingActivities.DiscardOrder;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.Async;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** What is left to do when the catalog has ended an import: let go of its bytes. Nothing of it can change the outcome. */
final class Cleanup {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final ImageId image;
    private final String project;
    private final Duration patience;
    private final RunBoard board;

    Cleanup(ImportTicket ticket, RunBoard board) {
        this.image = ticket.imageId();
        this.project = ticket.project();
        this.patience = ticket.settings().compensationPatience();
        this.board = board;
    }

    /** Drops the staged file if this process can; the host that works the place looks for such files anyway. */
    void discard(StagingPlace place) {
        try {
            ActivityStubs.discarding().discard(new DiscardOrder(image, place));
        } catch (ActivityFailure ignored) {
            // its host will
        }
    }

    /** Deletes what is on the image's reclaim list; what a store does not let go of in time is handed to a run of its own. */
    void reclaim() {
        long until = Workflow.currentTimeMillis() + patience.toMillis();
        Duration pause = FIRST_PAUSE;
        String why = "no worker took it up";
        while (true) {
            Duration remaining = Duration.ofMillis(until - Workflow.currentTimeMillis());
            if (remaining.isZero() || remaining.isNegative()) {
                break;
            }
            try {
                ReclaimResult result = ActivityStubs.reclaiming(
                                remaining, Wording.summary("delete what is left of image " + image))
                        .reclaim(new ReclaimOrder(image));
                if (result.left().isEmpty()) {
                    board.reclaiming(null);
                    return;
                }
                why = reasons(result.left());
            } catch (ActivityFailure e) {
                why = AttemptFailure.of(e, "reclaim").reason();
            }
            board.reclaiming(why);
            remaining = Duration.ofMillis(until - Workflow.currentTimeMillis());
            if (remaining.compareTo(pause) > 0) {
                long next = Workflow.currentTimeMillis() + pause.toMillis();
                Pause.sleep(pause, Wording.pause(why, "", next), () -> false);
                pause = Pause.longer(pause, LONGEST_PAUSE);
            } else {
                break;
            }
        }
        handOver();
        board.reclaiming(null);
    }

    /** The stores that hold on, and why. */
    static String reasons(List<Leftover> left) {
        return left.stream()
                .map(l -> Wording.about(l.store().value(), l.reason()))
                .distinct()
                .collect(Collectors.joining("; "));
    }

    private void handOver() {
        ReclaimWorkflow run = ActivityStubs.reclaimRun(image, project);
        Async.function(run::run, new ReclaimTicket(image, project));
        try {
            Workflow.getWorkflowExecution(run).get();
        } catch (ChildWorkflowFailure ignored) {
            // one is at it already; were there none, the reconciler would start one
        }
    }
}
