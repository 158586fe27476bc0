package io.longshore.service;

import com.google.protobuf.Timestamp;
import io.longshore.catalog.ImportRow;
import io.longshore.importing.TransferCheckpoint;
import io.longshore.workflow.PayloadFormat;
import io.longshore.workflow.Wording;
import io.longshore.workflow.WorkflowIds;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.client.WorkflowClient;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DataConverterException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * What the attempts under way last said, from Temporal's pending activities: works without any worker. Asked at most once a second for
 * an import, whoever reads.
 */
final class LiveActivities {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int REMEMBERED = 1_000;

    private final WorkflowClient client;
    private final DataConverter payloads = PayloadFormat.converter();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();

    LiveActivities(WorkflowClient client) {
        this.client = client;
    }

    /**
     * What is under way.
     *
     * @param attempts those that have reported
     * @param working whether a worker is at any of the run's steps
     */
    record Live(List<Attempt> attempts, boolean working) {}

    /**
     * One attempt.
     *
     * @param number counted from 1; where it waits, of the one that it waits for
     * @param waits for its next attempt, for a worker that begins it, or for who paused it: what it last said of its speed is over
     * @param paused whether somebody has paused it in Temporal
     * @param nextAt when its next attempt may begin, where it waits
     */
    record Attempt(
            int number,
            TransferCheckpoint checkpoint,
            @Nullable String lastFailure,
            boolean waits,
            boolean paused,
            @Nullable Instant nextAt) {

        /** How many have begun. */
        int made() {
            return waits && !paused ? number - 1 : number;
        }
    }

    private record Answer(Instant at, Optional<Live> live) {}

    /** What is under way; empty where Temporal does not answer. */
    Optional<Live> of(ImportRow row) {
        String workflowId =
                WorkflowIds.ofImport(row.request().imageId(), row.request().id());
        if (answers.size() > REMEMBERED) {
            Instant old = Instant.now().minus(FRESH);
            answers.values().removeIf(a -> a.at().isBefore(old));
        }
        return answers.compute(
                        workflowId,
                        (id, last) -> last != null && last.at().plus(FRESH).isAfter(Instant.now())
                                ? last
                                : new Answer(Instant.now(), ask(id)))
                .live();
    }

    private Optional<Live> ask(String workflowId) {
        try {
            List<PendingActivityInfo> pending = client.newUntypedWorkflowStub(workflowId)
                    .describe()
                    .getRawDescription()
                    .getPendingActivitiesList();
            return Optional.of(new Live(
                    pending.stream().flatMap(one -> attempt(one).stream()).toList(),
                    pending.stream()
                            .anyMatch(one -> one.getState() != PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED
                                    && !isPaused(one))));
        } catch (RuntimeException temporalIsAway) {
            return Optional.empty();
        }
    }

    private Optional<Attempt> attempt(PendingActivityInfo pending) {
        if (!pending.hasHeartbeatDetails() || pending.getHeartbeatDetails().getPayloadsCount() == 0) {
            return Optional.empty();
        }
        boolean paused = isPaused(pending);
        boolean waits = paused || pending.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED;
        return checkpoint(pending.getHeartbeatDetails())
                .map(checkpoint -> new Attempt(
                        pending.getAttempt(),
                        checkpoint,
                        pending.hasLastFailure() ? reason(checkpoint.store(), pending.getLastFailure()) : null,
                        waits,
                        paused,
                        waits && !paused ? nextAt(pending) : null));
    }

    private static boolean isPaused(PendingActivityInfo pending) {
        return pending.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_PAUSED;
    }

    private static String reason(String who, Failure failure) {
        return failure.hasTimeoutFailureInfo()
                ? who + ": " + Wording.timeout(failure.getTimeoutFailureInfo().getTimeoutType())
                : failure.getMessage();
    }

    private static Instant nextAt(PendingActivityInfo pending) {
        Timestamp at = pending.hasNextAttemptScheduleTime()
                ? pending.getNextAttemptScheduleTime()
                : pending.getScheduledTime();
        return Instant.ofEpochSecond(at.getSeconds(), at.getNanos());
    }

    private Optional<TransferCheckpoint> checkpoint(Payloads details) {
        try {
            return Optional.ofNullable(
                    payloads.fromPayload(details.getPayloads(0), TransferCheckpoint.class, TransferCheckpoint.class));
        } catch (DataConverterException notOurs) {
            return Optional.empty();
        }
    }
}
