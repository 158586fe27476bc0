package io.longshore.service;

import io.longshore.catalog.ImportRow;
import io.longshore.importing.TransferCheckpoint;
import io.longshore.workflow.PayloadFormat;
import io.longshore.workflow.WorkflowIds;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.PendingActivityState;
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
     * One attempt.
     *
     * @param nextRetryAt set while it waits for its next attempt
     */
    record Attempt(
            int number,
            TransferCheckpoint checkpoint,
            @Nullable String lastFailure,
            @Nullable Instant nextRetryAt) {}

    private record Answer(Instant at, Optional<List<Attempt>> attempts) {}

    /** The attempts under way that have reported; empty where Temporal does not answer. */
    Optional<List<Attempt>> of(ImportRow row) {
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
                .attempts();
    }

    private Optional<List<Attempt>> ask(String workflowId) {
        try {
            return Optional.of(
                    client
                            .newUntypedWorkflowStub(workflowId)
                            .describe()
                            .getRawDescription()
                            .getPendingActivitiesList()
                            .stream()
                            .flatMap(pending -> attempt(pending).stream())
                            .toList());
        } catch (RuntimeException temporalIsAway) {
            return Optional.empty();
        }
    }

    private Optional<Attempt> attempt(PendingActivityInfo pending) {
        if (!pending.hasHeartbeatDetails() || pending.getHeartbeatDetails().getPayloadsCount() == 0) {
            return Optional.empty();
        }
        boolean waits = pending.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_SCHEDULED
                && pending.getAttempt() > 1
                && pending.hasScheduledTime();
        return checkpoint(pending.getHeartbeatDetails())
                .map(checkpoint -> new Attempt(
                        pending.getAttempt(),
                        checkpoint,
                        pending.hasLastFailure() ? pending.getLastFailure().getMessage() : null,
                        waits ? Instant.ofEpochSecond(pending.getScheduledTime().getSeconds()) : null));
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
