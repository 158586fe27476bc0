package io.longshore.workflow;

import io.longshore.image.ImageId;
import io.longshore.importing.CopyPlan;
import io.longshore.importing.CopyWay;
import io.longshore.importing.ImportSettings;
import io.longshore.importing.StagingPlace;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.api.enums.v1.WorkflowIdReusePolicy;
import io.temporal.common.RetryOptions;
import io.temporal.common.SearchAttributes;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** The only timeouts, retries and queues in the system. */
final class ActivityStubs {

    /**
     * How long a step may wait in its line. A run is told when a host does not serve its place any more; this is for when nobody is there to
     * tell it, or no worker knows the store. Who waits longer asks for the plan again, and leaves that line.
     */
    private static final Duration LONGEST_LINE = Duration.ofHours(1);

    /** Heartbeats tell when an attempt has died; this only bounds what is alive and never ends. */
    private static final Duration LONGEST_ATTEMPT = Duration.ofHours(24);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private static final Duration LONGEST_STATEMENT = Duration.ofSeconds(10);
    private static final Duration LONGEST_RECLAIM = Duration.ofMinutes(5);

    /** Its process beats every few seconds, whatever it waits for. */
    private static final Duration SILENT_RECLAIM = Duration.ofSeconds(20);

    private final ImportSettings settings;

    ActivityStubs(ImportSettings settings) {
        this.settings = settings;
    }

    /** Statements on the catalog. A few quick retries only: a longer outage is waited out by {@link PatientCatalog}. */
    static CatalogActivities catalog(String summary) {
        return Workflow.newLocalActivityStub(
                CatalogActivities.class,
                LocalActivityOptions.newBuilder()
                        .setStartToCloseTimeout(LONGEST_STATEMENT)
                        .setScheduleToCloseTimeout(LONGEST_STATEMENT.multipliedBy(2))
                        .setRetryOptions(retries(Duration.ofMillis(100), Duration.ofSeconds(1), 4))
                        .setSummary(Wording.summary(summary))
                        .build());
    }

    /** For {@code discard}, in this process; what it cannot reach its host will find. */
    static StagingActivities discarding() {
        return Workflow.newLocalActivityStub(
                StagingActivities.class,
                LocalActivityOptions.newBuilder()
                        .setStartToCloseTimeout(LONGEST_STATEMENT)
                        .setRetryOptions(
                                RetryOptions.newBuilder().setMaximumAttempts(1).build())
                        .setSummary("drop what is staged")
                        .build());
    }

    /** A round of fetching. */
    StagingActivities fetching(StagingPlace place, boolean large, String summary) {
        return Workflow.newActivityStub(
                StagingActivities.class,
                round(summary)
                        .setTaskQueue(queue(TaskQueues.fetches(place), large))
                        .setScheduleToStartTimeout(LONGEST_LINE)
                        .build());
    }

    /** A round of one copy; {@code anywhere}: whoever serves the place takes it up, or says why it cannot. */
    CopyActivities copying(CopyPlan plan, Reservation reservation, boolean anywhere, String summary) {
        StagingPlace place = plan.way() == CopyWay.STAGED ? reservation.place() : null;
        String queue = queue(place == null ? TaskQueues.COPIES : TaskQueues.stagedCopies(place), reservation.large());
        return Workflow.newActivityStub(
                CopyActivities.class,
                round(summary)
                        .setTaskQueue(anywhere ? queue : TaskQueues.into(queue, plan.target()))
                        .setScheduleToStartTimeout(LONGEST_LINE)
                        .build());
    }

    private static String queue(String queue, boolean large) {
        return large ? TaskQueues.large(queue) : queue;
    }

    /** A reclaim that gives up after {@code patience}. */
    static CopyActivities reclaiming(Duration patience, String summary) {
        return Workflow.newActivityStub(
                CopyActivities.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(TaskQueues.COPIES)
                        .setScheduleToCloseTimeout(patience)
                        .setRetryOptions(retries(FIRST_PAUSE, LONGEST_PAUSE, 3))
                        .setSummary(summary)
                        .build());
    }

    /** A reclaim that waits for a worker as long as it takes. */
    static CopyActivities reclaiming(String summary) {
        return Workflow.newActivityStub(
                CopyActivities.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(TaskQueues.COPIES)
                        .setStartToCloseTimeout(LONGEST_RECLAIM)
                        .setHeartbeatTimeout(SILENT_RECLAIM)
                        .setRetryOptions(retries(FIRST_PAUSE, LONGEST_PAUSE, 3))
                        .setSummary(summary)
                        .build());
    }

    /** A run that goes on reclaiming when this one has ended. */
    static ReclaimWorkflow reclaimRun(ImageId image, String project) {
        return Workflow.newChildWorkflowStub(
                ReclaimWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(WorkflowIds.ofReclaim(image))
                        .setWorkflowIdReusePolicy(WorkflowIdReusePolicy.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE)
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_ABANDON)
                        .setTaskQueue(TaskQueues.IMPORTS)
                        .setStaticSummary("reclaim what is left of image " + image)
                        .setTypedSearchAttributes(SearchAttributes.newBuilder()
                                .set(io.longshore.workflow.SearchAttributes.IMAGE_ID, image.toString())
                                .set(io.longshore.workflow.SearchAttributes.PROJECT, project)
                                .set(
                                        io.longshore.workflow.SearchAttributes.IMPORT_STAGE,
                                        io.longshore.workflow.SearchAttributes.RECLAIMING)
                                .build())
                        .build());
    }

    /** How long Temporal waits between the attempts of a round, all in all. */
    static Duration pauses(int attempts) {
        Duration all = Duration.ZERO;
        Duration pause = FIRST_PAUSE;
        for (int i = 1; i < attempts; i++) {
            all = all.plus(pause);
            pause = pause.multipliedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
        }
        return all;
    }

    private ActivityOptions.Builder round(String summary) {
        return ActivityOptions.newBuilder()
                .setStartToCloseTimeout(LONGEST_ATTEMPT)
                .setHeartbeatTimeout(settings.heartbeatTimeout())
                .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                .setRetryOptions(retries(FIRST_PAUSE, LONGEST_PAUSE, settings.attemptsPerRound()))
                .setSummary(summary);
    }

    private static RetryOptions retries(Duration first, Duration longest, int attempts) {
        return RetryOptions.newBuilder()
                .setInitialInterval(first)
                .setBackoffCoefficient(2)
                .setMaximumInterval(longest)
                .setMaximumAttempts(attempts)
                .build();
    }
}
