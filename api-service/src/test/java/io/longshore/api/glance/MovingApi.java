package io.longshore.api.glance;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.longshore.api.longshore.BandwidthController;
import io.longshore.api.longshore.ImportsController;
import io.longshore.auth.AccessPolicy;
import io.longshore.bandwidth.StoreBandwidth;
import io.longshore.catalog.Catalog;
import io.longshore.catalog.TestDatabase;
import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportSettings;
import io.longshore.importing.StagingPlace;
import io.longshore.importing.UriPolicy;
import io.longshore.reclaim.Reclaimer;
import io.longshore.service.ImageData;
import io.longshore.service.ImportAccess;
import io.longshore.service.Imports;
import io.longshore.service.ProgressReader;
import io.longshore.service.Runs;
import io.longshore.service.StoreBandwidths;
import io.longshore.service.Tasks;
import io.longshore.staging.StagingArea;
import io.longshore.store.FaultyStore;
import io.longshore.store.Store;
import io.longshore.store.StoreRegistry;
import io.longshore.store.file.FileStoreFactory;
import io.longshore.transfer.Transfer;
import io.longshore.transfer.TransferLimits;
import io.longshore.web.WebClient;
import io.longshore.web.WebLimits;
import io.longshore.wiring.ApiParts;
import io.longshore.wiring.ApiServer;
import io.longshore.wiring.ApiSettings;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.RpcRetryOptions;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.serviceclient.rpcretry.DefaultStubServiceOperationRpcRetryOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;
import org.springframework.context.support.GenericApplicationContext;

/**
 * The whole API over a real database, real files and real staging. Temporal is away, so imports are accepted and nobody runs them: a
 * test plays the run where it needs one.
 */
final class MovingApi implements AutoCloseable {

    /** Heavier than all others, and {@link #heavy}: broken wherever a test says so. */
    static final String HEAVY = "reliable";

    static final int MOST_BYTES = 4 << 20;

    private static final Duration BRIEFLY = Duration.ofMillis(200);
    private static final List<String> TABLES = List.of(
            "imports", "uploads", "locations", "staged", "manifests", "members", "events", "hashings", "registrations");

    final Path directory;
    final Catalog catalog;
    final StoreRegistry stores;
    final FaultyStore heavy;

    /** As light as the default store, and tried before it: broken wherever a test says so. */
    final FaultyStore cheap;

    final FragileDatabase fragile = new FragileDatabase(TestDatabase.create().dataSource());
    final ApiServer server;

    private final HikariDataSource database;
    private final TransferLimits limits = TransferLimits.ofThisMachine();
    private final StagingArea staging;
    private final Imports imports;
    private final WorkflowServiceStubs temporal;
    private final StoreBandwidth bandwidth;

    /** @param directory for its stores and its staging */
    MovingApi(Path directory) {
        this(directory, ApiSettings.defaults());
    }

    MovingApi(Path directory, ApiSettings settings) {
        this.directory = directory;
        var config = new HikariConfig();
        config.setDataSource(fragile.dataSource());
        config.setMaximumPoolSize(8);
        database = new HikariDataSource(config);
        heavy = new FaultyStore(file(HEAVY, 10)).hidingLocalFiles();
        cheap = new FaultyStore(file("cheap", 0));
        stores = new StoreRegistry(List.of(file("fast", 0), heavy, cheap, NamedStore.web("web")), StoreId.of("fast"));
        catalog = new Catalog(database, stores.byWeight());
        staging = new StagingArea(directory.resolve("staging"));
        StagingPlace place = new StagingPlace(staging.id(), "host1");
        catalog.staging().renew(place, 64 << 20, 64 << 20);
        temporal = away();
        WorkflowClient client = WorkflowClient.newInstance(temporal);
        Runs runs = new Runs(client, ImportSettings.defaults());
        WebClient web = new WebClient(policy(), WebLimits.defaults());
        Reclaimer reclaimer = new Reclaimer(catalog, stores);
        bandwidth = new StoreBandwidth(catalog.bandwidth());
        imports = new Imports(catalog, stores, runs, web::check);
        ImageData data =
                new ImageData(catalog, stores, new Transfer(limits), bandwidth, reclaimer, MOST_BYTES, staging, place);
        ProgressReader progress = new ProgressReader(catalog, client);
        ApiParts parts = new ApiParts(
                catalog,
                stores,
                new SpokenTokens(),
                imports::tell,
                (image, project) -> reclaimer.pass(image, () -> {}));
        server = ApiServer.start(settings, parts, context -> {
            context.registerBean("imageData", ImageData.class, () -> data);
            context.registerBean(
                    "imports", Imports.class, () -> imports, definition -> definition.setDestroyMethodName(""));
            context.registerBean("progress", ProgressReader.class, () -> progress);
            context.registerBean("tasks", Tasks.class, () -> new Tasks(catalog, progress));
            context.registerBean(
                    "storeBandwidths",
                    StoreBandwidths.class,
                    () -> new StoreBandwidths(catalog.bandwidth(), stores, context.getBean(AccessPolicy.class)));
            controllers(context);
        });
    }

    private static void controllers(GenericApplicationContext context) {
        context.registerBean(ImportAccess.class);
        context.registerBean(ImageDataController.class);
        context.registerBean(ImportController.class);
        context.registerBean(TasksController.class);
        context.registerBean(ImportsController.class);
        context.registerBean(BandwidthController.class);
    }

    private Store file(String id, int weight) {
        return new FileStoreFactory(directory)
                .create(
                        StoreId.of(id),
                        "",
                        weight,
                        Map.of("directory", directory.resolve(id).toString()));
    }

    /** Glance's rules, and one host of this machine that may be asked. */
    private static UriPolicy policy() {
        return new UriPolicy(
                List.of("http", "https"), List.of(), List.of("127.0.0.1"), List.of(), List.of(80, 443), List.of());
    }

    private static WorkflowServiceStubs away() {
        return WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:1")
                .setSystemInfoTimeout(BRIEFLY)
                .setRpcTimeout(BRIEFLY)
                .setRpcRetryOptions(RpcRetryOptions.newBuilder(DefaultStubServiceOperationRpcRetryOptions.INSTANCE)
                        .setExpiration(BRIEFLY)
                        .build())
                .build());
    }

    /** Somebody of a project that no other test knows. */
    Client stranger(String... roles) {
        String project = "p" + UUID.randomUUID();
        return new Client(server.port(), "u:" + project + ":" + String.join(",", roles), project);
    }

    Client admin() {
        return stranger("admin");
    }

    Client owner() {
        return stranger("member", "reader");
    }

    /** Everything that the catalog has about an image, to be compared. */
    String everythingOf(String image) {
        Jdbi jdbi = Jdbi.create(database);
        return TABLES.stream()
                        .map(table -> table + ": "
                                + rows(jdbi, "select to_jsonb(t) from " + table + " t where image_id = :id", image))
                        .collect(Collectors.joining("\n"))
                + "\nimage: " + rows(jdbi, "select to_jsonb(i) from images i where id = :id", image);
    }

    private static List<String> rows(Jdbi jdbi, String sql, String image) {
        return jdbi.withHandle(handle -> handle.createQuery(sql + " order by 1")
                .bind("id", ImageId.of(image).value())
                .mapTo(String.class)
                .list());
    }

    /** From now on the database is away. */
    void loseCatalog() {
        database.close();
    }

    @Override
    public void close() {
        imports.close();
        temporal.shutdownNow();
        staging.close();
        limits.close();
        bandwidth.close();
        database.close();
        server.close();
    }
}
