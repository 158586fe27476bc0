package io.longshore.workflow;

import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportOutcome;
import io.longshore.importing.ImportRequest;
import io.longshore.importing.ImportSettings;
import io.longshore.importing.RunProgress;
import io.longshore.importing.StagingPlace;
import io.longshore.importing.StoreSurvey;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributes;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** A time-skipping server with every queue served, but those of {@link World#THERE} where a test says so. */
final class Harness implements AutoCloseable {

    /** A machine that stands still for a second has no deadlock. */
    static final WorkerOptions PATIENT = WorkerOptions.newBuilder()
            .setDefaultDeadlockDetectionTimeout(Duration.ofMinutes(2).toMillis())
            .build();

    /** Those that tests copy to. */
    private static final List<StoreId> STORES =
            stores("a", "b", "c", "full", "ceph", "ceph2", "s3", "dcn1", "noted", "elsewhere", "last");

    private final TestWorkflowEnvironment environment =
            TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                    .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                            .setIdentity("harness")
                            .setDataConverter(PayloadFormat.converter())
                            .build())
                    .setWorkflowServiceStubsOptions(WorkflowServiceStubsOptions.newBuilder()
                            .setGrpcClientInterceptors(List.of(new LateCancels()))
                            .build())
                    .build());
    private final ScriptedActivities activities = new ScriptedActivities();

    Harness(StagingPlace... served) {
        this(List.of(), served);
    }

    /** Likewise, and the queues {@code more}. */
    Harness(List<String> more, StagingPlace... served) {
        io.longshore.workflow.SearchAttributes.TYPES.forEach((name, type) -> environment.registerSearchAttribute(
                name,
                type.equals("Keyword")
                        ? IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
                        : IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST));
        Worker imports = worker(TaskQueues.IMPORTS);
        Workflows.register(imports);
        worker(TaskQueues.COPIES);
        STORES.forEach(store -> worker(TaskQueues.into(TaskQueues.COPIES, store)));
        for (StagingPlace place : served) {
            for (String fetches : List.of(TaskQueues.fetches(place), TaskQueues.large(TaskQueues.fetches(place)))) {
                worker(fetches);
            }
            for (String copies :
                    List.of(TaskQueues.stagedCopies(place), TaskQueues.large(TaskQueues.stagedCopies(place)))) {
                STORES.forEach(store -> worker(TaskQueues.into(copies, store)));
            }
        }
        more.forEach(this::worker);
        environment.start();
    }

    private Worker worker(String queue) {
        Worker worker = environment.newWorker(
                queue,
                WorkerOptions.newBuilder(PATIENT)
                        .setMaxHeartbeatThrottleInterval(Duration.ofMillis(20))
                        .setDefaultHeartbeatThrottleInterval(Duration.ofMillis(20))
                        .build());
        worker.registerActivitiesImplementations(activities);
        return worker;
    }

    TestWorkflowEnvironment environment() {
        return environment;
    }

    World world(ImportMethod method, boolean must, String... targets) {
        return world(method, must, StoreSurvey.none(), targets);
    }

    World world(ImportMethod method, boolean must, StoreSurvey survey, String... targets) {
        World world = new World(
                new ImportRequest(
                        ImportId.random(),
                        ImageId.random(),
                        method,
                        Stream.of(targets).map(StoreId::of).toList(),
                        must,
                        "project",
                        "user",
                        "req-1"),
                survey);
        activities.add(world);
        return world;
    }

    /** Starts the run as the starter does, and does not wait. */
    WorkflowStub start(World world, ImportSettings settings) {
        WorkflowStub stub = WorkflowStub.fromTyped(client().newWorkflowStub(
                        ImportImageWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.IMPORTS)
                                .setWorkflowId(id(world))
                                .setTypedSearchAttributes(SearchAttributes.newBuilder()
                                        .set(
                                                io.longshore.workflow.SearchAttributes.IMAGE_ID,
                                                world.request.imageId().toString())
                                        .set(io.longshore.workflow.SearchAttributes.PROJECT, world.request.project())
                                        .set(
                                                io.longshore.workflow.SearchAttributes.IMPORT_STAGE,
                                                io.longshore.workflow.SearchAttributes.RUNNING)
                                        .build())
                                .build()));
        stub.start(world.ticket(settings));
        return stub;
    }

    /** Runs the import to its end, skipping time. */
    ImportOutcome run(World world) {
        return run(world, ImportSettings.defaults());
    }

    ImportOutcome run(World world, ImportSettings settings) {
        return result(start(world, settings), ImportOutcome.class);
    }

    /** The result of a run, skipping time; a run that does not end is a failure that tells what the server sees. */
    <R> R result(WorkflowStub run, Class<R> type) {
        try {
            return run.getResult(300, TimeUnit.SECONDS, type);
        } catch (TimeoutException e) {
            throw new AssertionError(
                    "the run does not end: " + run.describe().getExecution() + " "
                            + client()
                                    .fetchHistory(run.describe().getExecution().getWorkflowId())
                                    .getEvents()
                                    .stream()
                                    .map(event -> event.getEventType().name())
                                    .toList(),
                    e);
        }
    }

    /** From a run's first to its last event. */
    Duration duration(World world) {
        List<HistoryEvent> events = history(world).getEvents();
        return Duration.ofSeconds(events.getLast().getEventTime().getSeconds()
                - events.getFirst().getEventTime().getSeconds());
    }

    /** Does {@code action} when the server's clock is {@code delay} further. */
    void later(Duration delay, Runnable action) {
        environment.registerDelayedCallback(delay, action);
    }

    RunProgress progress(World world) {
        return client().newUntypedWorkflowStub(id(world)).query("progress", RunProgress.class);
    }

    /** Does what {@code then} does when {@code landed} copies have ended. */
    World.Step afterLanding(int landed, World.Step then) {
        return attempt -> {
            while (ended(attempt.world()) < landed) {
                attempt.beat(Attempt.TOTAL / 2);
                attempt.await(new CountDownLatch(1), 5);
            }
            then.perform(attempt);
        };
    }

    private long ended(World world) {
        return history(world).getEvents().stream()
                .filter(e -> e.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED)
                .count();
    }

    /** Waits, while one of the run's local activities is at work, until no more than {@code most} others are. */
    void awaitPending(World world, int most) {
        WorkflowStub run = client().newUntypedWorkflowStub(id(world));
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (run.describe().getRawDescription().getPendingActivitiesCount() > most) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("more than " + most + " activities are pending");
            }
        }
    }

    /** Waits until as many of the run's attempts have been sent to a queue, or were before. */
    void awaitSent(World world, int attempts) {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (sent(world).size() < attempts) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("no " + attempts + " attempts are sent: " + sent(world));
            }
        }
    }

    /** The queues that the run has sent something to. */
    List<String> sent(World world) {
        return history(world).getEvents().stream()
                .filter(e -> e.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
                .map(e -> e.getActivityTaskScheduledEventAttributes()
                        .getTaskQueue()
                        .getName())
                .toList();
    }

    /** Tells the run that its row has changed. */
    void tell(World world) {
        client().newUntypedWorkflowStub(id(world)).signal("wordsChanged");
    }

    /** What an operator's word does: the row first, then the run. */
    Runnable word(World world, Runnable change) {
        return () -> {
            change.run();
            tell(world);
        };
    }

    WorkflowExecutionHistory history(World world) {
        return client().fetchHistory(id(world));
    }

    WorkflowClient client() {
        return environment.getWorkflowClient();
    }

    static String id(World world) {
        return WorkflowIds.ofImport(world.request.imageId(), world.request.id());
    }

    static WorkflowExecution execution(String id) {
        return WorkflowExecution.newBuilder().setWorkflowId(id).build();
    }

    static List<StoreId> stores(String... ids) {
        return Stream.of(ids).map(StoreId::of).toList();
    }

    @Override
    public void close() {
        environment.close();
    }
}
