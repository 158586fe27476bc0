package io.longshore.service;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.longshore.catalog.ImportRow;
import io.longshore.image.ImageId;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportSettings;
import io.longshore.importing.ImportTicket;
import io.longshore.importing.ReclaimTicket;
import io.longshore.importing.StagingPlace;
import io.longshore.workflow.ImportImageWorkflow;
import io.longshore.workflow.ReclaimWorkflow;
import io.longshore.workflow.TaskQueues;
import io.longshore.workflow.Wording;
import io.longshore.workflow.WorkflowIds;
import io.temporal.api.enums.v1.TaskQueueType;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.api.enums.v1.WorkflowIdConflictPolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.api.errordetails.v1.NamespaceNotFoundFailure;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeTaskQueueRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowException;
import io.temporal.client.WorkflowExecutionAlreadyStarted;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.common.Priority;
import io.temporal.common.SearchAttributes;
import io.temporal.serviceclient.StatusUtils;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/** The runs of imports and reclaims at Temporal. Calls give up within seconds; nothing here is authoritative, the catalog is. */
public final class Runs {

    private static final int FAIRNESS_KEY_BYTES = 64;

    /** A minute, and what it takes to ask again. */
    private static final Duration LONGEST_QUESTION = Duration.ofSeconds(75);

    private final WorkflowClient client;
    private final ImportSettings settings;

    public Runs(WorkflowClient client, ImportSettings settings) {
        this.client = client;
        this.settings = settings;
    }

    /**
     * Starts the import's run; one that is there already is success. Fails as Temporal's client does. While all slots are taken its
     * steps wait in turn with those of other projects.
     */
    public void start(ImportRow row) {
        ImageId image = row.request().imageId();
        String summary = Wording.summary(row.title());
        ImportImageWorkflow run = client.newWorkflowStub(
                ImportImageWorkflow.class,
                WorkflowOptions.newBuilder()
                        .setWorkflowId(WorkflowIds.ofImport(image, row.request().id()))
                        .setTaskQueue(TaskQueues.IMPORTS)
                        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_REJECT_DUPLICATE)
                        .setPriority(priority(row.request().project()))
                        .setStaticSummary(summary)
                        .setTypedSearchAttributes(attributes(
                                        image, row.request().project(), io.longshore.workflow.SearchAttributes.RUNNING)
                                .set(
                                        io.longshore.workflow.SearchAttributes.IMPORT_ID,
                                        row.request().id().toString())
                                .build())
                        .build());
        try {
            WorkflowClient.start(
                    run::run,
                    new ImportTicket(row.request().id(), image, row.request().project(), summary, settings));
        } catch (WorkflowExecutionAlreadyStarted ignored) {
            // That is what was asked for.
        }
    }

    /** Starts a run that deletes what is on the image's reclaim list; one that is at it already is success. */
    public void reclaim(ImageId image, String project) {
        ReclaimWorkflow run = client.newWorkflowStub(
                ReclaimWorkflow.class,
                WorkflowOptions.newBuilder()
                        .setWorkflowId(WorkflowIds.ofReclaim(image))
                        .setTaskQueue(TaskQueues.IMPORTS)
                        .setWorkflowIdConflictPolicy(WorkflowIdConflictPolicy.WORKFLOW_ID_CONFLICT_POLICY_USE_EXISTING)
                        .setStaticSummary("reclaim what is left of image " + image)
                        .setTypedSearchAttributes(
                                attributes(image, project, io.longshore.workflow.SearchAttributes.RECLAIMING)
                                        .build())
                        .build());
        WorkflowClient.start(run::run, new ReclaimTicket(image, project));
    }

    /**
     * Makes the import's run read its row; false where there is no run that could. Fails as Temporal's client does, and where
     * Temporal does not know our namespace.
     */
    public boolean tell(ImageId image, ImportId importId) {
        try {
            client.newWorkflowStub(ImportImageWorkflow.class, WorkflowIds.ofImport(image, importId))
                    .wordsChanged();
            return true;
        } catch (WorkflowNotFoundException closedOrNeverStarted) {
            if (!isNotFound(closedOrNeverStarted)) {
                throw closedOrNeverStarted;
            }
            return false;
        }
    }

    /**
     * Whether somebody asks for work of a staging host's: by Temporal's own clock, within the minute that one question lasts at most. Fails as
     * Temporal's client does.
     */
    public boolean isServed(StagingPlace place) {
        // Its slots are nearly always free, and who has free ones asks.
        Instant asked = lastAsked(TaskQueues.stagedCopies(place), TaskQueueType.TASK_QUEUE_TYPE_ACTIVITY);
        Instant now = lastAsked(TaskQueues.IMPORTS, TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW);
        return asked.isAfter(now.minus(LONGEST_QUESTION));
    }

    private Instant lastAsked(String queue, TaskQueueType type) {
        return client
                .getWorkflowServiceStubs()
                .blockingStub()
                .describeTaskQueue(DescribeTaskQueueRequest.newBuilder()
                        .setNamespace(client.getOptions().getNamespace())
                        .setTaskQueue(TaskQueue.newBuilder().setName(queue))
                        .setTaskQueueType(type)
                        .build())
                .getPollersList()
                .stream()
                .map(poller -> Instant.ofEpochSecond(
                        poller.getLastAccessTime().getSeconds(),
                        poller.getLastAccessTime().getNanos()))
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    /** What has become of a run that was started. */
    public enum Fate {
        RUNNING,
        CLOSED,
        UNKNOWN
    }

    /**
     * The fate of the import's latest run, in the eyes of a Temporal that answers; empty where it does not, and where it does not know
     * our namespace: that is a mistake in a configuration, and says nothing about runs.
     */
    public Optional<Fate> fate(ImageId image, ImportId importId) {
        try {
            WorkflowExecutionStatus status = client.newUntypedWorkflowStub(WorkflowIds.ofImport(image, importId))
                    .describe()
                    .getStatus();
            return Optional.of(
                    status == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING ? Fate.RUNNING : Fate.CLOSED);
        } catch (WorkflowException | StatusRuntimeException e) {
            return isNotFound(e) ? Optional.of(Fate.UNKNOWN) : Optional.empty();
        }
    }

    /** The history of the import's latest run, as the Temporal UI exports it: JSON. Fails as Temporal's client does. */
    public String history(ImageId image, ImportId importId) {
        return client.fetchHistory(WorkflowIds.ofImport(image, importId)).toJson(true) + "\n";
    }

    /** Whether Temporal has answered {@code failure}, and would again: what was asked is none of its liking. */
    static boolean isRefusal(RuntimeException failure) {
        return status(failure)
                .filter(s -> s.getStatus().getCode() == Status.Code.INVALID_ARGUMENT)
                .isPresent();
    }

    /** What went wrong, down to its cause: Temporal's client names the run first, and only its cause says why. */
    public static String words(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String own = String.valueOf(failure.getMessage());
        String last = String.valueOf(cause.getMessage());
        return own.contains(last) ? own : own + ": " + last;
    }

    /** Whether there is no such run; a namespace that is not there is answered in the same words. */
    private static boolean isNotFound(Throwable e) {
        return status(e)
                .filter(s -> s.getStatus().getCode() == Status.Code.NOT_FOUND)
                .filter(s -> !StatusUtils.hasFailure(s, NamespaceNotFoundFailure.class))
                .isPresent();
    }

    private static Optional<StatusRuntimeException> status(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof StatusRuntimeException status) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }

    /** Activities inherit it. */
    private static Priority priority(String project) {
        return Priority.newBuilder().setFairnessKey(fairnessKey(project)).build();
    }

    /** As much of a project's name as Temporal takes: it refuses to start what has a longer one. */
    private static String fairnessKey(String project) {
        int end = Math.min(project.length(), FAIRNESS_KEY_BYTES);
        while (project.substring(0, end).getBytes(StandardCharsets.UTF_8).length > FAIRNESS_KEY_BYTES) {
            end--;
        }
        return project.substring(0, end);
    }

    private static SearchAttributes.Builder attributes(ImageId image, String project, String stage) {
        return SearchAttributes.newBuilder()
                .set(io.longshore.workflow.SearchAttributes.IMAGE_ID, image.toString())
                .set(io.longshore.workflow.SearchAttributes.PROJECT, project)
                .set(io.longshore.workflow.SearchAttributes.IMPORT_STAGE, stage);
    }
}
