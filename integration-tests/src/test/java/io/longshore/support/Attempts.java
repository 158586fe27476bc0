package io.longshore.support;

import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.WorkflowClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** The attempts of one run's activities, by activity: what number each has. */
public record Attempts(WorkflowClient temporal, String workflowId) {

    /**
     * Waits until {@code activities} attempts have been heard of, and answers them. That one has started is not enough: a busy server
     * may note that and hand it to nobody, and then it is missed after the heartbeat timeout, whatever a worker does.
     */
    public Map<String, Integer> awaitAtWork(Duration patience, int activities) {
        AtomicReference<Map<String, Integer>> atWork = new AtomicReference<>(Map.of());
        Await.until(patience, () -> atWork + " of " + activities + " are at work", () -> {
            atWork.set(atWork());
            return atWork.get().size() == activities;
        });
        return atWork.get();
    }

    /** Whether an attempt is the process's. */
    public boolean areMadeBy(LongshoreProcess process) {
        return pending().stream()
                .anyMatch(activity -> activity.getLastWorkerIdentity().startsWith(process.pid() + "@"));
    }

    private List<PendingActivityInfo> pending() {
        return temporal.newUntypedWorkflowStub(workflowId)
                .describe()
                .getRawDescription()
                .getPendingActivitiesList();
    }

    private Map<String, Integer> atWork() {
        return pending().stream()
                .filter(activity -> activity.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED)
                .filter(PendingActivityInfo::hasHeartbeatDetails)
                .collect(Collectors.toMap(PendingActivityInfo::getActivityId, PendingActivityInfo::getAttempt));
    }

    /** Those that let go because their process was going down. */
    public Map<String, Integer> letGo() {
        List<HistoryEvent> history = temporal.fetchHistory(workflowId).getEvents();
        return history.stream()
                .filter(HistoryEvent::hasActivityTaskFailedEventAttributes)
                .map(HistoryEvent::getActivityTaskFailedEventAttributes)
                .filter(failed -> failed.getFailure()
                        .getApplicationFailureInfo()
                        .getType()
                        .equals("DRAINING"))
                .collect(Collectors.toMap(
                        failed -> history.get((int) failed.getScheduledEventId() - 1)
                                .getActivityTaskScheduledEventAttributes()
                                .getActivityId(),
                        failed -> history.get((int) failed.getStartedEventId() - 1)
                                .getActivityTaskStartedEventAttributes()
                                .getAttempt()));
    }
}
