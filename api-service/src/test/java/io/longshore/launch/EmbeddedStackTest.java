package io.longshore.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.activity.TemporalProgram;
import io.longshore.image.ImageException;
import io.longshore.wiring.DatabaseConfig;
import io.longshore.workflow.SearchAttributes;
import io.longshore.workflow.TaskQueues;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.common.v1.WorkflowType;
import io.temporal.api.operatorservice.v1.RemoveSearchAttributesRequest;
import io.temporal.api.taskqueue.v1.TaskQueue;
import io.temporal.api.workflowservice.v1.DescribeNamespaceRequest;
import io.temporal.api.workflowservice.v1.DescribeWorkflowExecutionRequest;
import io.temporal.api.workflowservice.v1.ListTaskQueuePartitionsRequest;
import io.temporal.api.workflowservice.v1.ListTaskQueuePartitionsResponse;
import io.temporal.api.workflowservice.v1.StartWorkflowExecutionRequest;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers, killed for real. */
class EmbeddedStackTest {

    @TempDir
    Path temporary;

    private @Nullable DataDirectory data;
    private @Nullable EmbeddedStack stack;
    private Ports ports = Ports.defaults();

    @BeforeEach
    void start() throws Exception {
        ports = Ports.anyFree();
        data = DataDirectory.take(temporary.resolve("data"));
        stack = EmbeddedStack.start(data, TemporalProgram.path(), ports);
    }

    @AfterEach
    void stop() {
        stack().close();
        data().close();
    }

    /**
     * Without these every activity waits 40 ms for its turn, which nothing else would notice. What the server can be asked about is
     * asked of it; the rest is read off its process.
     */
    @Test
    void theServerOfRunsHasTheSettingsThatMakeItQuick() throws Exception {
        List<String> line = List.of(ProcessHandle.of(stack().pids()[1])
                .flatMap(process -> process.info().arguments())
                .orElseThrow());
        Map<String, Set<String>> settings = new HashMap<>();
        for (String kind : List.of("--dynamic-config-value", "--sqlite-pragma")) {
            settings.put(
                    kind,
                    IntStream.range(1, line.size())
                            .filter(i -> line.get(i - 1).equals(kind))
                            .mapToObj(line::get)
                            .collect(Collectors.toSet()));
        }
        assertThat(settings)
                .isEqualTo(Map.of(
                        "--dynamic-config-value",
                        Set.of(
                                "history.transferProcessorMaxPollRPS=2000",
                                "history.timerProcessorMaxPollRPS=2000",
                                "history.visibilityProcessorMaxPollRPS=2000",
                                "matching.numTaskqueueReadPartitions=1",
                                "matching.numTaskqueueWritePartitions=1",
                                "matching.enableFairness=true",
                                "frontend.enableCancelWorkerPollsOnShutdown=true"),
                        "--sqlite-pragma",
                        Set.of("journal_mode=wal", "synchronous=normal")));

        ListTaskQueuePartitionsResponse partitions = withStubs(stubs -> stubs.blockingStub()
                .listTaskQueuePartitions(ListTaskQueuePartitionsRequest.newBuilder()
                        .setNamespace("default")
                        .setTaskQueue(TaskQueue.newBuilder().setName(TaskQueues.COPIES))
                        .build()));
        assertThat(partitions.getActivityTaskQueuePartitionsCount()).isEqualTo(1);
        assertThat(partitions.getWorkflowTaskQueuePartitionsCount()).isEqualTo(1);
        try (InputStream file = Files.newInputStream(temporary.resolve("data/temporal/temporal.db"))) {
            // Bytes 18 and 19 of a database say how it is written: 2 is by a write-ahead log.
            assertThat(file.readNBytes(20)).endsWith(2, 2);
        }
    }

    @Test
    void whatItHoldsOutlivesEveryKindOfEnd() throws Exception {
        assertThat(setting("fsync")).isEqualTo("on");
        assertThat(retention()).isEqualTo(Duration.ofDays(30));
        assertThat(missingSearchAttributes()).isEmpty();
        assertThat(TemporalServer.addressIn(data().root())).contains("127.0.0.1:" + ports.temporal());
        assertThat(statusOf(stack().pages().stuckCopies())).isEqualTo(200);
        execute("create table kept (n int)");
        execute("insert into kept values (1)");
        startRun("first");
        forget("Project"); // as a file has it that an older program made
        long[] killed = stack().pids();
        kill(killed[0]);
        kill(killed[1]);

        restart();
        assertThat(count()).isEqualTo(1);
        assertThat(hasRun("first")).isTrue();
        assertThat(missingSearchAttributes()).isEmpty();

        // The launcher is killed: its servers go on, the lock is gone with it.
        execute("insert into kept values (2)");
        startRun("second");
        long[] left = stack().pids();
        restart();
        assertThat(ProcessHandle.of(left[0])).isEmpty();
        assertThat(ProcessHandle.of(left[1])).isEmpty();
        assertThat(count()).isEqualTo(2);
        assertThat(hasRun("second")).isTrue();

        // An orderly end.
        long[] ended = stack().pids();
        stack().close();
        assertThat(ProcessHandle.of(ended[0])).isEmpty();
        assertThat(ProcessHandle.of(ended[1])).isEmpty();
        assertThat(data().directory("run")).isDirectoryNotContaining("glob:**.pid");
        restart();
        assertThat(count()).isEqualTo(2);
        assertThat(hasRun("first")).isTrue();

        assertThatThrownBy(() -> DataDirectory.take(temporary.resolve("data")))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(
                        "in use by process " + ProcessHandle.current().pid())
                .hasMessageContaining("--data DIR");
        Process stranger = new ProcessBuilder("sleep", "600").start();
        try {
            stack().close();
            remember(stranger, "postgres.pid");
            // What a killed server has left behind names it as well.
            Files.writeString(data().at("postgres", "postmaster.pid"), stranger.pid() + "\n");
            restart();
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly();
        }
    }

    private void restart() throws Exception {
        data().close();
        data = DataDirectory.take(temporary.resolve("data"));
        stack = EmbeddedStack.start(data, TemporalProgram.path(), ports);
    }

    /** As if a process that has died had been given this id anew. */
    private void remember(Process stranger, String file) throws IOException {
        long started = stranger.info().startInstant().orElseThrow().toEpochMilli();
        Files.writeString(
                data().directory("run").resolve(file),
                stranger.pid() + "\n" + started + "\n" + data().at("postgres") + "\n");
    }

    private static void kill(long pid) throws Exception {
        ProcessHandle process = ProcessHandle.of(pid).orElseThrow();
        new ProcessBuilder("kill", "-9", Long.toString(pid)).start().waitFor();
        process.onExit().get(60, TimeUnit.SECONDS);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = connect()) {
            connection.createStatement().execute(sql);
        }
    }

    private int count() throws SQLException {
        try (Connection connection = connect();
                ResultSet row = connection.createStatement().executeQuery("select count(*) from kept")) {
            row.next();
            return row.getInt(1);
        }
    }

    private String setting(String name) throws SQLException {
        try (Connection connection = connect();
                ResultSet row = connection.createStatement().executeQuery("show " + name)) {
            row.next();
            return row.getString(1);
        }
    }

    private Connection connect() throws SQLException {
        DatabaseConfig database = stack().database();
        return DriverManager.getConnection(database.url(), database.user(), database.password());
    }

    private void startRun(String id) {
        Payload project =
                DefaultDataConverter.STANDARD_INSTANCE.toPayload("default").orElseThrow();
        withStubs(stubs -> stubs.blockingStub()
                .startWorkflowExecution(StartWorkflowExecutionRequest.newBuilder()
                        .setNamespace("default")
                        .setWorkflowId(id)
                        .setRequestId(id)
                        .setSearchAttributes(io.temporal.api.common.v1.SearchAttributes.newBuilder()
                                .putIndexedFields("Project", project))
                        .setWorkflowType(WorkflowType.newBuilder().setName("Nobody"))
                        .setTaskQueue(TaskQueue.newBuilder().setName("nobody"))
                        .build()));
    }

    private boolean hasRun(String id) {
        return withStubs(stubs -> stubs.blockingStub()
                .describeWorkflowExecution(DescribeWorkflowExecutionRequest.newBuilder()
                        .setNamespace("default")
                        .setExecution(WorkflowExecution.newBuilder().setWorkflowId(id))
                        .build())
                .hasWorkflowExecutionInfo());
    }

    private Duration retention() {
        return withStubs(stubs -> Duration.ofSeconds(stubs.blockingStub()
                .describeNamespace(DescribeNamespaceRequest.newBuilder()
                        .setNamespace("default")
                        .build())
                .getConfig()
                .getWorkflowExecutionRetentionTtl()
                .getSeconds()));
    }

    private java.util.Map<String, String> missingSearchAttributes() {
        try (TemporalNamespace namespace =
                new TemporalNamespace(stack().temporal().toWorkflowServiceStubsOptions(), "default")) {
            assertThat(SearchAttributes.TYPES).isNotEmpty();
            return namespace.missingSearchAttributes();
        }
    }

    private void forget(String searchAttribute) {
        OperatorServiceStubs operator = OperatorServiceStubs.newServiceStubs(
                OperatorServiceStubsOptions.newBuilder(stack().temporal().toWorkflowServiceStubsOptions())
                        .validateAndBuildWithDefaults());
        try {
            operator.blockingStub()
                    .removeSearchAttributes(RemoveSearchAttributesRequest.newBuilder()
                            .setNamespace("default")
                            .addSearchAttributes(searchAttribute)
                            .build());
        } finally {
            operator.shutdownNow();
        }
        assertThat(missingSearchAttributes()).containsOnlyKeys(searchAttribute);
    }

    private <T> T withStubs(java.util.function.Function<WorkflowServiceStubs, T> use) {
        WorkflowServiceStubs stubs =
                WorkflowServiceStubs.newServiceStubs(stack().temporal().toWorkflowServiceStubsOptions());
        try {
            return use.apply(stubs);
        } finally {
            stubs.shutdownNow();
        }
    }

    private static int statusOf(String address) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private EmbeddedStack stack() {
        return java.util.Objects.requireNonNull(stack);
    }

    private DataDirectory data() {
        return java.util.Objects.requireNonNull(data);
    }
}
