package io.longshore.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.longshore.activity.TemporalProgram;
import io.longshore.api.glance.Patience;
import io.longshore.catalog.Catalog;
import io.longshore.catalog.ImportCatalog;
import io.longshore.catalog.ImportRow;
import io.longshore.catalog.NewImage;
import io.longshore.catalog.TestDatabase;
import io.longshore.image.ContainerFormat;
import io.longshore.image.DiskFormat;
import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.image.Visibility;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportRequest;
import io.longshore.importing.ImportSettings;
import io.longshore.service.Reconciler;
import io.longshore.service.Runs;
import io.longshore.workflow.SearchAttributes;
import io.temporal.api.operatorservice.v1.RemoveSearchAttributesRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.serviceclient.OperatorServiceStubs;
import io.temporal.serviceclient.OperatorServiceStubsOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A real Temporal that is not as it was left, or that somebody else has set up; no worker is there. */
final class StrangeTemporalTest {

    private static final Duration OFTEN = Duration.ofMillis(200);

    @TempDir
    Path directory;

    private final Logger logger = (Logger) LoggerFactory.getLogger(SearchAttributeWatch.class);
    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final List<WorkflowServiceStubs> stubs = new ArrayList<>();
    private final int port = FreePorts.next();
    private @Nullable Process server;

    @BeforeEach
    void listen() {
        said.start();
        logger.setLevel(Level.INFO);
        logger.addAppender(said);
    }

    @AfterEach
    void stop() throws Exception {
        logger.detachAppender(said);
        logger.setLevel(null);
        stubs.forEach(WorkflowServiceStubs::shutdownNow);
        kill();
    }

    @Test
    void whateverIsMadeAnewLearnsOurSearchAttributesAgain() throws Exception {
        try (SearchAttributeWatch watch = watch("default")) {
            for (int time = 1; time <= 2; time++) {
                start();
                untilSaid("registered search attributes", time);
                kill();
                forgetEverything();
            }
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void aRefusalIsNamedAlsoByAServerThatWasAwayAtFirst() throws Exception {
        try (SearchAttributeWatch watch = watch("default")) {
            // No more lists than these three fit into the server.
            start("Theirs1=KeywordList", "Theirs2=KeywordList", "Theirs3=KeywordList");
            untilSaid(
                    "cannot be registered from here (INVALID_ARGUMENT); run: temporal operator search-attribute create"
                            + " --namespace default --name ImageId",
                    1);
            remove("Theirs2");
            untilSaid("registered search attributes", 1);
            untilSaid("cannot be registered", 1);
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void aNamespaceThatIsNotThereEndsNoImport() throws Exception {
        start(ours());
        TestDatabase database = TestDatabase.create();
        Catalog catalog = database.catalog();
        ImportRow row = accepted(catalog, "title");
        Runs right = runs("default");
        Runs wrong = runs("elsewhere");
        assertThatThrownBy(() -> wrong.start(row)).isInstanceOf(WorkflowServiceException.class);
        right.start(row);
        ImageId image = row.request().imageId();
        ImportId id = row.request().id();
        catalog.runs().started(id);
        catalog.imports().retry(id, StoreId.of("fast"));
        Jdbi.create(database.dataSource())
                .useHandle(handle -> handle.execute("update imports set started_at = started_at - interval '1 minute',"
                        + " updated_at = updated_at - interval '1 minute'"));

        assertThat(wrong.fate(image, id)).isEmpty();
        assertThatThrownBy(() -> wrong.tell(image, id)).hasStackTraceContaining("elsewhere");
        try (Reconciler reconciler = new Reconciler(catalog, wrong)) {
            assertThatThrownBy(() -> reconciler.reconcile(true)).hasStackTraceContaining("elsewhere");
        }
        assertThat(catalog.imports().find(id).orElseThrow().isOpen()).isTrue();
        assertThat(catalog.runs().untold(Duration.ZERO)).hasSize(1);

        assertThat(right.fate(image, id)).contains(Runs.Fate.RUNNING);
        assertThat(right.tell(image, id)).isTrue();
        assertThat(right.fate(image, ImportId.random())).contains(Runs.Fate.UNKNOWN);
        assertThat(right.tell(image, ImportId.random())).isFalse();
        try (SearchAttributeWatch watch = watch("elsewhere")) {
            untilSaid("Temporal has no namespace elsewhere", 1);
            assertThat(watch).isNotNull();
        }
    }

    @Test
    void anImageMayHaveALongNameInAnyAlphabet() throws Exception {
        start(ours());
        ImportRow row = accepted(TestDatabase.create().catalog(), "漢".repeat(200));
        Runs runs = runs("default");
        runs.start(row);
        assertThat(runs.fate(row.request().imageId(), row.request().id())).contains(Runs.Fate.RUNNING);
    }

    private static ImportRow accepted(Catalog catalog, String title) {
        ImageId image = ImageId.random();
        catalog.images()
                .create(new NewImage(
                        image,
                        "image",
                        Visibility.SHARED,
                        false,
                        false,
                        "project",
                        0,
                        0,
                        DiskFormat.RAW,
                        ContainerFormat.BARE,
                        Set.of(),
                        Map.of()));
        var request = new ImportRequest(
                ImportId.random(),
                image,
                new ImportMethod.WebDownload("http://example.org/i"),
                List.of(StoreId.of("fast")),
                true,
                "project",
                "user",
                "req-1");
        catalog.imports().accept(image, state -> Optional.of(new ImportCatalog.Acceptance(request, title, "{}")));
        return catalog.imports().find(request.id()).orElseThrow();
    }

    private Runs runs(String namespace) {
        WorkflowServiceStubs connection = WorkflowServiceStubs.newServiceStubs(options());
        stubs.add(connection);
        return new Runs(
                WorkflowClient.newInstance(
                        connection,
                        WorkflowClientOptions.newBuilder()
                                .setNamespace(namespace)
                                .build()),
                ImportSettings.defaults());
    }

    private SearchAttributeWatch watch(String namespace) {
        return SearchAttributeWatch.start(options(), namespace, OFTEN, OFTEN);
    }

    private WorkflowServiceStubsOptions options() {
        return WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:" + port)
                .build();
    }

    private void untilSaid(String words, int times) {
        Patience.until(
                () -> words + " " + times + " times, of " + said.list,
                () -> List.copyOf(said.list).stream()
                                .filter(line -> line.getFormattedMessage().contains(words))
                                .count()
                        >= times);
    }

    private static String[] ours() {
        return SearchAttributes.TYPES.entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .toArray(String[]::new);
    }

    /** Whose search attributes are these alone; up when this returns. */
    private void start(String... attributes) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                TemporalProgram.path().toString(),
                "server",
                "start-dev",
                "--ip",
                "127.0.0.1",
                "--headless",
                "--log-level",
                "warn",
                "--port",
                Integer.toString(port),
                "--db-filename",
                directory.resolve("temporal.db").toString()));
        for (String attribute : attributes) {
            command.addAll(List.of("--search-attribute", attribute));
        }
        ProcessBuilder starting = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("temporal.log").toFile());
        server = null;
        try (TemporalNamespace namespace = new TemporalNamespace(options(), "default")) {
            Patience.until(() -> "Temporal answers", () -> {
                // It finds ports of its own free, and binds them later.
                if (server == null || !server.isAlive()) {
                    server = again(starting);
                }
                return namespace.answers();
            });
        }
    }

    private static Process again(ProcessBuilder starting) {
        try {
            return starting.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void kill() throws InterruptedException {
        if (server != null) {
            server.destroyForcibly().waitFor();
        }
    }

    private void forgetEverything() throws IOException {
        for (String end : List.of("", "-shm", "-wal")) {
            Files.deleteIfExists(directory.resolve("temporal.db" + end));
        }
    }

    private void remove(String attribute) {
        OperatorServiceStubs operator = OperatorServiceStubs.newServiceStubs(
                OperatorServiceStubsOptions.newBuilder(options()).validateAndBuildWithDefaults());
        try {
            operator.blockingStub()
                    .removeSearchAttributes(RemoveSearchAttributesRequest.newBuilder()
                            .setNamespace("default")
                            .addSearchAttributes(attribute)
                            .build());
        } finally {
            operator.shutdownNow();
        }
    }
}
