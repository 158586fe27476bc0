package io.longshore.launch.bench;

import io.longshore.image.ImageId;
import io.longshore.importing.ImportId;
import io.longshore.workflow.WorkflowIds;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.WorkflowExecutionInfo;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowException;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The runs of a Longshore's imports, as its Temporal server remembers them. */
final class TemporalRuns implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final long PAUSE_NANOS = Duration.ofMillis(20).toNanos();

    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;

    /** @param target host and port */
    TemporalRuns(String target, String namespace) {
        stubs = WorkflowServiceStubs.newServiceStubs(
                WorkflowServiceStubsOptions.newBuilder().setTarget(target).build());
        client = WorkflowClient.newInstance(
                stubs,
                WorkflowClientOptions.newBuilder().setNamespace(namespace).build());
    }

    /** The size of the import's run, once it has closed; that it does not close is an {@link IOException}. */
    RunSize of(String imageId, String importId) throws IOException {
        String workflowId = WorkflowIds.ofImport(ImageId.of(imageId), ImportId.of(importId));
        try {
            WorkflowExecutionInfo info = closed(workflowId);
            return new RunSize(
                    RunSize.steps(client.fetchHistory(workflowId).getEvents()),
                    Math.toIntExact(info.getStateTransitionCount()),
                    Math.toIntExact(info.getHistoryLength()));
        } catch (WorkflowException e) {
            throw new IOException("Temporal does not tell of run " + workflowId + ": " + e.getMessage(), e);
        }
    }

    private WorkflowExecutionInfo closed(String workflowId) throws IOException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < PATIENCE.toNanos()) {
            WorkflowExecutionInfo info = client.newUntypedWorkflowStub(workflowId)
                    .describe()
                    .getRawDescription()
                    .getWorkflowExecutionInfo();
            if (info.getStatus() != WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING) {
                return info;
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        throw new IOException("run " + workflowId + " does not end");
    }

    @Override
    public void close() {
        stubs.shutdownNow();
        if (!stubs.awaitTermination(5, TimeUnit.SECONDS)) {
            // Its threads are daemons and end with the process.
            stubs.shutdownNow();
        }
    }
}
