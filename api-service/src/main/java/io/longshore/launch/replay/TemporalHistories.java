package io.longshore.launch.replay;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.workflow.SearchAttributes;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.serviceclient.rpcretry.DefaultStubServiceOperationRpcRetryOptions;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The runs that a Temporal server remembers. Where it does not answer this fails within seconds and says so. */
public final class TemporalHistories implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** Of an image with a long life the newest are of interest. */
    private static final int MOST_RUNS = 200;

    private final WorkflowServiceStubs stubs;
    private final WorkflowClient client;
    private final String address;
    private final String namespace;

    /**
     * Connects to nothing yet.
     *
     * @param address what to call the server
     */
    public TemporalHistories(WorkflowServiceStubsOptions connection, String address, WorkflowClientOptions options) {
        this.stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder(connection)
                .setSystemInfoTimeout(PATIENCE)
                .setRpcTimeout(PATIENCE)
                .setRpcRetryOptions(RpcRetryOptions.newBuilder(DefaultStubServiceOperationRpcRetryOptions.INSTANCE)
                        .setExpiration(PATIENCE)
                        .build())
                .build());
        this.client = WorkflowClient.newInstance(stubs, options);
        this.address = address;
        this.namespace = options.getNamespace();
    }

    /**
     * The runs of an image, of an import, or of one workflow id: imports first, the newest first. {@code NOT_FOUND} where there is
     * none.
     *
     * @param id a UUID, or two parts with a slash between them
     */
    public List<KnownRun> runsOf(String id) {
        String query = id.contains("/")
                ? "WorkflowId = '" + id + "'"
                : "WorkflowId STARTS_WITH '" + id + "/' OR " + SearchAttributes.IMPORT_ID.getName() + " = '" + id + "'";
        List<KnownRun> runs = answered(() -> {
            try (Stream<KnownRun> listed = client.listExecutions(query).map(KnownRun::of)) {
                return listed.limit(MOST_RUNS)
                        .sorted(Comparator.comparing(KnownRun::isImport)
                                .thenComparing(KnownRun::begun)
                                .reversed())
                        .toList();
            }
        });
        if (runs.isEmpty()) {
            throw new ImageException(
                    FailureKind.NOT_FOUND,
                    "Temporal at " + address + " has no run of an image or import " + id + " in namespace " + namespace
                            + ": there never was one, it has not begun yet, or it closed longer ago than the "
                            + retention()
                            + " for which the namespace keeps closed runs. What the catalog has of it:"
                            + " GET /longshore/v1/imports/" + id.replaceFirst("/.*", "") + ".");
        }
        return runs;
    }

    /** A run's whole history; {@code NOT_FOUND} where it has been deleted since the run was listed. */
    public WorkflowExecutionHistory historyOf(KnownRun run) {
        return answered(() -> {
            try {
                return client.fetchHistory(run.workflowId(), run.runId());
            } catch (WorkflowNotFoundException e) {
                throw gone(run, e);
            } catch (StatusRuntimeException e) {
                if (e.getStatus().getCode() == Status.Code.NOT_FOUND) {
                    throw gone(run, e);
                }
                throw e;
            }
        });
    }

    private ImageException gone(KnownRun run, RuntimeException e) {
        return new ImageException(
                FailureKind.NOT_FOUND,
                "the history of " + run + " has been deleted: namespace " + namespace + " keeps closed runs for "
                        + retention() + ".",
                e);
    }

    private String retention() {
        long seconds = answered(() -> stubs.blockingStub()
                .describeNamespace(DescribeNamespaceRequest.newBuilder()
                        .setNamespace(namespace)
                        .build())
                .getConfig()
                .getWorkflowExecutionRetentionTtl()
                .getSeconds());
        long days = Duration.ofSeconds(seconds).toDays();
        return days > 1 ? days + " days" : Duration.ofSeconds(seconds).toHours() + " hours";
    }

    private <T> T answered(Supplier<T> call) {
        try {
            return call.get();
        } catch (RuntimeException e) {
            throw status(e, e);
        }
    }

    private RuntimeException status(RuntimeException whole, Throwable part) {
        if (part instanceof StatusRuntimeException e) {
            String words = switch (e.getStatus().getCode()) {
                case UNAVAILABLE, DEADLINE_EXCEEDED, CANCELLED ->
                    "does not answer. TEMPORAL_ADDRESS names another; a history in a file needs none.";
                case UNAUTHENTICATED, PERMISSION_DENIED ->
                    "refuses: " + e.getStatus().getDescription();
                case NOT_FOUND -> "has no namespace " + namespace + "; TEMPORAL_NAMESPACE names another.";
                default -> "cannot tell: " + e.getStatus().getDescription();
            };
            return new ImageException(FailureKind.UNAVAILABLE, "Temporal at " + address + " " + words, e);
        }
        return part.getCause() == null || part instanceof ImageException ? whole : status(whole, part.getCause());
    }

    @Override
    public void close() {
        stubs.shutdownNow();
    }
}
