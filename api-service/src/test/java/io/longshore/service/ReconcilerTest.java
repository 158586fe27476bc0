package io.longshore.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Status;
import io.longshore.catalog.Catalog;
import io.longshore.catalog.ImportCatalog;
import io.longshore.catalog.ImportRow;
import io.longshore.catalog.NewImage;
import io.longshore.catalog.TestDatabase;
import io.longshore.catalog.UploadRow;
import io.longshore.image.ContainerFormat;
import io.longshore.image.DiskFormat;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.image.Visibility;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportRequest;
import io.longshore.importing.ImportSettings;
import io.longshore.store.MemoryStore;
import io.longshore.store.StoreRegistry;
import io.longshore.workflow.SearchAttributes;
import io.longshore.workflow.WorkflowIds;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowServiceException;
import io.temporal.common.Priority;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptor;
import io.temporal.common.interceptors.WorkflowClientCallsInterceptorBase;
import io.temporal.common.interceptors.WorkflowClientInterceptorBase;
import io.temporal.testing.TestWorkflowEnvironment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keeping catalog and Temporal one, also where one of many does not go well. There are no workers. */
final class ReconcilerTest {

    private final TestDatabase database = TestDatabase.create();
    private final Catalog catalog = database.catalog();
    private final TestWorkflowEnvironment temporal = TestWorkflowEnvironment.newInstance();
    private final Set<String> refused = new HashSet<>();
    private final List<String> started = new ArrayList<>();
    private final List<String> fairnessKeys = new ArrayList<>();
    private final List<String> summaries = new ArrayList<>();
    private final Runs runs = new Runs(client(), ImportSettings.defaults());
    private final Reconciler reconciler = new Reconciler(catalog, runs);

    @BeforeEach
    void start() {
        SearchAttributes.TYPES.forEach((name, type) -> temporal.registerSearchAttribute(
                name,
                type.equals("Keyword")
                        ? IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD
                        : IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD_LIST));
        temporal.start();
    }

    @AfterEach
    void stop() {
        reconciler.close();
        temporal.close();
    }

    @Test
    void anImportThatTemporalDoesNotTakeKeepsNothingElseWaiting() {
        ImportRow first = accepted("project");
        ImportRow second = accepted("project");
        ImageId written = beingWritten();
        refused.add(idOf(first));
        longAgo();
        assertThatThrownBy(() -> reconciler.reconcile(false)).isInstanceOf(RuntimeException.class);
        assertThat(catalog.images().find(written).orElseThrow().status())
                .as("its writer may have had no time to renew its lease")
                .isEqualTo(ImageStatus.SAVING);
        assertThatThrownBy(() -> reconciler.reconcile(true))
                .isInstanceOfSatisfying(
                        RuntimeException.class, e -> assertThat(Runs.words(e)).contains("too long for me"));
        assertThat(row(first).startedAt()).isNull();
        assertThat(row(second).startedAt()).isNotNull();
        assertThat(catalog.images().find(written).orElseThrow().status()).isEqualTo(ImageStatus.QUEUED);
        refused.clear();
        reconciler.reconcile(true);
        assertThat(row(first).startedAt()).isNotNull();
    }

    @Test
    void aLeaseOfBeforeTheClockWasSetBackHoldsNoImage() {
        ImageId written = beingWritten();
        Jdbi.create(database.dataSource())
                .useHandle(
                        handle -> handle.execute("update images set writer_lease = writer_lease + interval '1 hour'"));
        reconciler.reconcile(true);
        assertThat(catalog.images().find(written).orElseThrow().status()).isEqualTo(ImageStatus.QUEUED);
    }

    @Test
    void aRunThatTemporalHasAnsweredForIsNotedAsStarted() {
        ImageId image = queued();
        try (Imports imports = new Imports(
                catalog,
                new StoreRegistry(List.of(new MemoryStore("fast")), StoreId.of("fast")),
                runs,
                address -> {})) {
            imports.accept(
                    image,
                    new Imports.Wish(
                            new ImportMethod.WebDownload("http://example.org/i"),
                            Optional::empty,
                            null,
                            false,
                            true,
                            "{}",
                            "user",
                            "project",
                            "req-1"),
                    any -> {});
        }
        longAgo();
        assertThat(catalog.imports().latest(image).orElseThrow().startedAt()).isNotNull();
        reconciler.reconcile(true);
        assertThat(started).hasSize(1);
        assertThat(new ProgressReader(catalog, temporal.getWorkflowClient())
                        .read(catalog.imports().latest(image).orElseThrow())
                        .waitingFor())
                .isEqualTo("a worker that begins the run");
    }

    @Test
    void aWordThatNobodyHearsIsNotSaidAtEveryPass() {
        ImportRow row = accepted("project");
        runs.start(row);
        catalog.imports().cancel(row.request().id(), "cancelled");
        longAgo();
        for (int pass = 0; pass < 5; pass++) {
            reconciler.reconcile(true);
        }
        assertThat(temporal.getWorkflowClient().fetchHistory(idOf(row)).getEvents().stream()
                        .filter(e -> e.getEventType() == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED))
                .hasSize(1);
    }

    @Test
    void whatWasDeletedUnfinishedIsLookedAtAgainAfterAWhile() {
        ImageId image = queued();
        UUID writer = UUID.randomUUID();
        catalog.images().beginWriting(image, ImageStatus.SAVING, writer, i -> {});
        UploadRow upload = catalog.uploads()
                .beginPut(image, writer, StoreId.of("fast"), nth -> ObjectUrl.of("file:///fast/" + image));
        longAgo();
        reconciler.reconcile(true);
        catalog.uploads().gone(upload.id());
        reconciler.reconcile(true);
        assertThat(started).isEmpty();
        Jdbi.create(database.dataSource())
                .useHandle(
                        handle -> handle.execute("update uploads set updated_at = updated_at - interval '11 minutes'"));
        reconciler.reconcile(true);
        assertThat(started).containsExactly(WorkflowIds.ofReclaim(image));
        catalog.uploads().lookAgain(image, Duration.ofMinutes(10));
        reconciler.reconcile(true);
        assertThat(started).hasSize(1);
    }

    @Test
    void aProjectMayHaveALongNameInAnyAlphabet() {
        for (String project : List.of("п".repeat(200), "p".repeat(200), "漢".repeat(22), "p")) {
            runs.start(accepted(project));
        }
        assertThat(fairnessKeys)
                .containsExactly("п".repeat(32), "p".repeat(64), "漢".repeat(21), "p")
                .allSatisfy(
                        key -> assertThat(key.getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(64));
    }

    @Test
    void anImageMayHaveALongNameInAnyAlphabet() {
        runs.start(accepted("project", "漢".repeat(200)));
        assertThat(summaries)
                .singleElement()
                .satisfies(summary ->
                        assertThat(summary.getBytes(StandardCharsets.UTF_8)).hasSizeBetween(180, 190))
                .asString()
                .endsWith("漢…");
    }

    private ImportRow accepted(String project) {
        return accepted(project, "title");
    }

    private ImportRow accepted(String project, String title) {
        var request = new ImportRequest(
                ImportId.random(),
                queued(),
                new ImportMethod.WebDownload("http://example.org/i"),
                List.of(StoreId.of("fast")),
                true,
                project,
                "user",
                "req-1");
        catalog.imports()
                .accept(request.imageId(), state -> Optional.of(new ImportCatalog.Acceptance(request, title, "{}")));
        return catalog.imports().find(request.id()).orElseThrow();
    }

    private ImageId queued() {
        ImageId id = ImageId.random();
        catalog.images()
                .create(new NewImage(
                        id,
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
        return id;
    }

    private ImageId beingWritten() {
        ImageId id = queued();
        catalog.images().beginWriting(id, ImageStatus.SAVING, UUID.randomUUID(), image -> {});
        return id;
    }

    /** Everything that was done until now was done a minute ago. */
    private void longAgo() {
        Jdbi.create(database.dataSource()).useHandle(handle -> {
            handle.execute("update imports set created_at = created_at - interval '1 minute',"
                    + " updated_at = updated_at - interval '1 minute'");
            handle.execute("update images set writer_lease = writer_lease - interval '1 minute'");
        });
    }

    private ImportRow row(ImportRow earlier) {
        return catalog.imports().find(earlier.request().id()).orElseThrow();
    }

    private static String idOf(ImportRow row) {
        return WorkflowIds.ofImport(row.request().imageId(), row.request().id());
    }

    /** Looks at what is started, and refuses some of it as the server does what it cannot take. */
    private WorkflowClient client() {
        return WorkflowClient.newInstance(
                temporal.getWorkflowServiceStubs(),
                WorkflowClientOptions.newBuilder()
                        .setNamespace(temporal.getNamespace())
                        .setInterceptors(new WorkflowClientInterceptorBase() {
                            @Override
                            public WorkflowClientCallsInterceptor workflowClientCallsInterceptor(
                                    WorkflowClientCallsInterceptor next) {
                                return new Starts(next);
                            }
                        })
                        .build());
    }

    private final class Starts extends WorkflowClientCallsInterceptorBase {

        Starts(WorkflowClientCallsInterceptor next) {
            super(next);
        }

        @Override
        public WorkflowStartOutput start(WorkflowStartInput input) {
            if (refused.contains(input.getWorkflowId())) {
                throw new WorkflowServiceException(
                        WorkflowExecution.newBuilder()
                                .setWorkflowId(input.getWorkflowId())
                                .build(),
                        "ImportImage",
                        Status.INVALID_ARGUMENT
                                .withDescription("too long for me")
                                .asRuntimeException());
            }
            started.add(input.getWorkflowId());
            summaries.add(String.valueOf(input.getOptions().getStaticSummary()));
            Priority priority = input.getOptions().getPriority();
            if (priority != null) {
                fairnessKeys.add(priority.getFairnessKey());
            }
            return super.start(input);
        }
    }
}
