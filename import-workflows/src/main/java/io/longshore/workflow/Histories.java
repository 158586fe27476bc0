package io.longshore.workflow;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.WorkflowExecutionHistory;
import java.util.List;

/** The histories of runs, as a replay takes them. */
public final class Histories {

    private Histories() {}

    /**
     * The part of {@code history} that workflow code has seen. The replayer refuses an end that came from outside: terminated, timed
     * out.
     */
    public static WorkflowExecutionHistory replayable(WorkflowExecutionHistory history) {
        List<HistoryEvent> events = history.getEvents();
        EventType last = events.getLast().getEventType();
        if (last != EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED
                && last != EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT) {
            return history;
        }
        return new WorkflowExecutionHistory(
                History.newBuilder()
                        .addAllEvents(events.subList(0, events.size() - 1))
                        .build(),
                history.getWorkflowExecution().getWorkflowId());
    }
}
