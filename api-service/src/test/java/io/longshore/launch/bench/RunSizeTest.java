package io.longshore.launch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.ActivityTaskScheduledEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RunSizeTest {

    @Test
    void whatIsScheduledTogetherIsOneStep() {
        assertThat(RunSize.steps(List.of(
                        event(EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED),
                        scheduledBy(4),
                        scheduledBy(4),
                        scheduledBy(4),
                        event(EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED),
                        scheduledBy(12),
                        event(EventType.EVENT_TYPE_MARKER_RECORDED))))
                .isEqualTo(2);
    }

    @Test
    void localActivitiesAreNoStep() {
        assertThat(RunSize.steps(List.of(event(EventType.EVENT_TYPE_MARKER_RECORDED))))
                .isZero();
    }

    private static HistoryEvent event(EventType type) {
        return HistoryEvent.newBuilder().setEventType(type).build();
    }

    private static HistoryEvent scheduledBy(long workflowTask) {
        return HistoryEvent.newBuilder()
                .setEventType(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
                .setActivityTaskScheduledEventAttributes(
                        ActivityTaskScheduledEventAttributes.newBuilder().setWorkflowTaskCompletedEventId(workflowTask))
                .build();
    }
}
