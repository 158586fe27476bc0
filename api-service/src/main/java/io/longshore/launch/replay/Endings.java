package io.longshore.launch.replay;

import io.longshore.importing.ImportOutcome;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.Locale;

/** How a run began and ended, and what came to it from outside. */
final class Endings {

    private Endings() {}

    static String begun(HistoryEvent event) {
        var a = event.getWorkflowExecutionStartedEventAttributes();
        String before = a.getContinuedExecutionRunId();
        return "begun" + by(a.getIdentity())
                + (before.isEmpty() ? "" : "; goes on from run " + before)
                + (a.hasParentWorkflowExecution()
                        ? " for " + a.getParentWorkflowExecution().getWorkflowId()
                        : "");
    }

    static String signalled(HistoryEvent event) {
        var a = event.getWorkflowExecutionSignaledEventAttributes();
        return a.getSignalName().equals("wordsChanged")
                ? "told" + by(a.getIdentity()) + " that somebody said something"
                : "signal " + a.getSignalName() + by(a.getIdentity());
    }

    static String cancelAsked(HistoryEvent event) {
        var a = event.getWorkflowExecutionCancelRequestedEventAttributes();
        return "cancel asked for in Temporal" + by(a.getIdentity()) + because(a.getCause());
    }

    /** Of the six ways in which Temporal ends a run. */
    static String ended(HistoryEvent event) {
        return switch (event.getEventType()) {
            case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED -> "run completed: " + result(event);
            case EVENT_TYPE_WORKFLOW_EXECUTION_FAILED ->
                "RUN FAILED by a defect: "
                        + chain(event.getWorkflowExecutionFailedEventAttributes()
                                .getFailure());
            case EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED -> {
                var a = event.getWorkflowExecutionTerminatedEventAttributes();
                yield "run terminated" + by(a.getIdentity()) + because(a.getReason());
            }
            case EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW ->
                "its history has grown long: goes on as run "
                        + event.getWorkflowExecutionContinuedAsNewEventAttributes()
                                .getNewExecutionRunId();
            default -> "run " + name(event).replace("workflow execution ", "");
        };
    }

    private static String result(HistoryEvent event) {
        var result = event.getWorkflowExecutionCompletedEventAttributes().getResult();
        return Decoded.first(result, ImportOutcome.class)
                .map(ImportOutcome::summary)
                .or(() -> Decoded.first(result, Integer.class).map(Activities::objects))
                .orElse("done");
    }

    /** An event's kind in plain words. */
    static String name(HistoryEvent event) {
        return event.getEventType()
                .name()
                .replace("EVENT_TYPE_", "")
                .replace('_', ' ')
                .toLowerCase(Locale.ROOT);
    }

    static String by(String identity) {
        return identity.isBlank() ? "" : " by " + identity;
    }

    static String because(String why) {
        return why.isBlank() ? "" : ": " + why;
    }

    private static String chain(Failure failure) {
        return failure.getMessage() + (failure.hasCause() ? because(chain(failure.getCause())) : "");
    }
}
