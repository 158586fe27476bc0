package io.longshore.launch.replay;

import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.enums.v1.WorkflowTaskFailedCause;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.WorkflowTaskFailedEventAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** The turns that workers took at deciding: told only where something was wrong with them. */
final class Tasks {

    /** A worker that is there takes a turn faster. */
    private static final Duration NOBODY_THERE = Duration.ofSeconds(3);

    private Instant dueSince = Instant.MAX;

    void due(HistoryEvent scheduled) {
        dueSince = Line.instant(scheduled.getEventTime());
    }

    /** Empty where a worker was there at once. */
    Optional<String> takenUp(HistoryEvent started) {
        Duration waited = Duration.between(dueSince, Line.instant(started.getEventTime()));
        return waited.compareTo(NOBODY_THERE) < 0
                ? Optional.empty()
                : Optional.of("no worker decided for " + Line.clock(waited) + "; goes on with "
                        + started.getWorkflowTaskStartedEventAttributes().getIdentity());
    }

    String timedOut(HistoryEvent event) {
        return event.getWorkflowTaskTimedOutEventAttributes().getTimeoutType()
                        == TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START
                ? "the worker that knew the run does not take it up; any other may"
                : "a worker took the run up and was not heard of again";
    }

    String failed(HistoryEvent event) {
        WorkflowTaskFailedEventAttributes a = event.getWorkflowTaskFailedEventAttributes();
        String why = a.getFailure().getMessage();
        if (a.getCause() == WorkflowTaskFailedCause.WORKFLOW_TASK_FAILED_CAUSE_RESET_WORKFLOW) {
            return "reset" + Endings.by(a.getIdentity()) + Endings.because(why) + "; goes on as run " + a.getNewRunId();
        }
        String cause = a.getCause()
                .name()
                .replace("WORKFLOW_TASK_FAILED_CAUSE_", "")
                .replace('_', ' ')
                .toLowerCase(Locale.ROOT);
        return "THE WORKFLOW CODE FAILED on " + a.getIdentity() + " (" + cause + ")" + Endings.because(why);
    }
}
