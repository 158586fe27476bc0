package io.longshore.launch.bench;

import io.temporal.api.history.v1.HistoryEvent;
import java.util.List;

/**
 * How much ceremony one import's run was.
 *
 * @param steps workflow tasks that scheduled an activity: what is scheduled together runs at the same time and is one step
 */
record RunSize(int steps, int stateTransitions, int events) {

    static int steps(List<HistoryEvent> history) {
        return (int) history.stream()
                .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
                .map(event -> event.getActivityTaskScheduledEventAttributes().getWorkflowTaskCompletedEventId())
                .distinct()
                .count();
    }
}
