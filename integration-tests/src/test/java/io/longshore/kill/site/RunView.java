package io.longshore.kill.site;

import io.grpc.StatusRuntimeException;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.workflow.v1.PendingActivityInfo;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionResponse;
import io.temporal.api.workflowservice.v1.GetWorkflowExecutionHistoryRequest;
import io.temporal.api.workflowservice.v1.ListWorkflowExecutionsRequest;
import io.temporal.api.workflowservice.v1.ResetWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.TerminateWorkflowExecutionRequest;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The runs at Temporal, as an operator sees and treats them. What Temporal does not answer now is empty. */
public final class RunView implements AutoCloseable {

    private static final String NAMESPACE = "default";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final WorkflowServiceStubs stubs;

    RunView(int port) {
        stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:" + port)
                .setRpcTimeout(PATIENCE)
                .setSystemInfoTimeout(PATIENCE)
                .setConnectionBackoffResetFrequency(Duration.ofSeconds(1))
                .setRpcRetryOptions(RpcRetryOptions.newBuilder()
                        .setInitialInterval(Duration.ofMillis(50))
                        .setMaximumAttempts(1)
                        .setExpiration(PATIENCE)
                        .validateBuildWithDefaults())
                .build());
    }

    /**
     * An activity that a run waits for.
     *
     * @param worker who has it, or had it last: process id and host
     * @param started whether it has it now
     */
    public record Attempt(
            String workflow,
            String run,
            String activity,
            String type,
            int number,
            String worker,
            boolean started,
            String lastFailure) {

        public boolean isOf(Server server) {
            return worker.startsWith(server.pid() + "@");
        }

        /** Whether {@code later} is of the same activity. */
        public boolean isSame(Attempt later) {
            return run.equals(later.run) && activity.equals(later.activity);
        }
    }

    /** What the latest run of {@code workflow} waits for; nothing where there is none that is open. */
    public Optional<List<Attempt>> attempts(String workflow) {
        return describe(workflow)
                .map(d -> isOpen(d)
                        ? d.getPendingActivitiesList().stream()
                                .map(a -> attempt(
                                        workflow,
                                        d.getWorkflowExecutionInfo()
                                                .getExecution()
                                                .getRunId(),
                                        a))
                                .toList()
                        : List.of());
    }

    private static Attempt attempt(String workflow, String run, PendingActivityInfo info) {
        return new Attempt(
                workflow,
                run,
                info.getActivityId(),
                info.getActivityType().getName(),
                info.getAttempt(),
                info.getLastWorkerIdentity(),
                info.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED,
                info.getLastFailure().getMessage());
    }

    /** Whether the latest run of {@code workflow} is open. */
    public Optional<Boolean> isOpen(String workflow) {
        return describe(workflow).map(RunView::isOpen);
    }

    private static boolean isOpen(DescribeWorkflowExecutionResponse description) {
        return description.getWorkflowExecutionInfo().getStatus()
                == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING;
    }

    /** The history of the latest run, a line for each event; empty where there is none or Temporal does not answer. */
    public List<String> history(String workflow) {
        try {
            return stubs
                    .blockingStub()
                    .getWorkflowExecutionHistory(GetWorkflowExecutionHistoryRequest.newBuilder()
                            .setNamespace(NAMESPACE)
                            .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflow))
                            .build())
                    .getHistory()
                    .getEventsList()
                    .stream()
                    .map(event -> event.toString().replaceAll("\\s+", " "))
                    .toList();
        } catch (StatusRuntimeException e) {
            return List.of();
        }
    }

    /** The workflow ids of all open runs, as Temporal's index has them: it may lag behind. */
    public Optional<List<String>> open() {
        try {
            return Optional.of(stubs
                    .blockingStub()
                    .listWorkflowExecutions(ListWorkflowExecutionsRequest.newBuilder()
                            .setNamespace(NAMESPACE)
                            .setQuery("ExecutionStatus = 'Running'")
                            .build())
                    .getExecutionsList()
                    .stream()
                    .map(e -> e.getExecution().getWorkflowId())
                    .toList());
        } catch (StatusRuntimeException e) {
            return Optional.empty();
        }
    }

    /** Ends the latest run; false where there is none, or Temporal does not answer. */
    public boolean terminate(String workflow) {
        try {
            stubs.blockingStub()
                    .terminateWorkflowExecution(TerminateWorkflowExecutionRequest.newBuilder()
                            .setNamespace(NAMESPACE)
                            .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId(workflow))
                            .setReason("the kill matrix")
                            .build());
            return true;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    /** Resets the latest run to its beginning; false where there is none, or Temporal does not answer. */
    public boolean reset(String workflow) {
        try {
            stubs.blockingStub()
                    .resetWorkflowExecution(ResetWorkflowExecutionRequest.newBuilder()
                            .setNamespace(NAMESPACE)
                            .setWorkflowExecution(WorkflowExecution.newBuilder().setWorkflowId(workflow))
                            .setWorkflowTaskFinishEventId(4)
                            .setRequestId(UUID.randomUUID().toString())
                            .setReason("the kill matrix")
                            .build());
            return true;
        } catch (StatusRuntimeException e) {
            return false;
        }
    }

    private Optional<DescribeWorkflowExecutionResponse> describe(String workflow) {
        try {
            return Optional.of(stubs.blockingStub()
                    .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                            .setNamespace(NAMESPACE)
                            .setExecution(WorkflowExecution.newBuilder().setWorkflowId(workflow))
                            .build()));
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() == io.grpc.Status.Code.NOT_FOUND
                    ? Optional.of(DescribeWorkflowExecutionResponse.getDefaultInstance())
                    : Optional.empty();
        }
    }

    @Override
    public void close() {
        stubs.shutdownNow();
    }
}
