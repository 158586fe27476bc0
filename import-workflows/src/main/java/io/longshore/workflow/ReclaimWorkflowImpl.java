package io.longshore.workflow;

import io.longshore.importing.ReclaimTicket;
import io.longshore.workflow.CopyActivities.ReclaimOrder;
import io.longshore.workflow.CopyActivities.ReclaimResult;
import io.temporal.failure.ActivityFailure;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** Asks again and again, ever more rarely; a history grown long goes on as a new run. */
final class ReclaimWorkflowImpl implements ReclaimWorkflow {

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    private int deleted;

    @Override
    public int run(ReclaimTicket ticket) {
        Duration pause = FIRST_PAUSE;
        while (true) {
            String why;
            try {
                ReclaimResult result = ActivityStubs.reclaiming(
                                Wording.summary("delete what is left of image " + ticket.imageId()))
                        .reclaim(new ReclaimOrder(ticket.imageId()));
                deleted += result.deleted();
                if (result.left().isEmpty()) {
                    return deleted;
                }
                if (result.deleted() > 0) {
                    pause = FIRST_PAUSE;
                }
                why = Cleanup.reasons(result.left());
            } catch (ActivityFailure e) {
                why = AttemptFailure.of(e, "reclaim").reason();
            }
            if (Workflow.getInfo().isContinueAsNewSuggested()) {
                Workflow.continueAsNew(ticket);
            }
            long next = Workflow.currentTimeMillis() + pause.toMillis();
            Workflow.setCurrentDetails("**reclaiming**: " + why + "; next " + Wording.clock(next));
            Pause.sleep(pause, Wording.pause(why, "", next), () -> false);
            pause = Pause.longer(pause, LONGEST_PAUSE);
        }
    }
}
