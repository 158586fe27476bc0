package io.longshore.api.glance;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.longshore.catalog.Catalog;
import io.longshore.catalog.ImportCatalog;
import io.longshore.catalog.TestDatabase;
import io.longshore.catalog.UploadRow;
import io.longshore.image.ContentHashes;
import io.longshore.image.ContentManifest;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportRequest;
import io.longshore.store.StoreRegistry;
import io.longshore.wiring.ApiParts;
import io.longshore.wiring.ApiServer;
import io.longshore.wiring.ApiSettings;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.context.support.GenericApplicationContext;

/** The API, really running on a free port, over a real database; one for all tests, who keep out of each other's projects. */
final class RunningApi implements AutoCloseable {

    static final String MD5 = "d41d8cd98f00b204e9800998ecf8427e";
    static final String SHA512 = "ab".repeat(64);

    private static final class Shared {
        static final RunningApi API = new RunningApi(ApiSettings.defaults());
    }

    final Catalog catalog;
    final ApiServer server;

    /** What was said to runs and to the reclaimer, as words. */
    final Queue<String> said = new ConcurrentLinkedQueue<>();

    RunningApi(ApiSettings settings) {
        this(settings, more -> {});
    }

    /** With more controllers than there are. */
    RunningApi(ApiSettings settings, Consumer<GenericApplicationContext> more) {
        this(settings, pooled(TestDatabase.create().dataSource()), more);
    }

    RunningApi(ApiSettings settings, DataSource database, Consumer<GenericApplicationContext> more) {
        var stores = new StoreRegistry(
                List.of(
                        new NamedStore("fast", "file store fast", 0),
                        new NamedStore("reliable", "file store reliable", 10),
                        new NamedStore("cheap", "", 0),
                        NamedStore.web("web")),
                StoreId.of("fast"));
        catalog = new Catalog(database, stores.byWeight());
        var parts = new ApiParts(
                catalog,
                stores,
                new SpokenTokens(),
                (image, open) -> said.add("tell " + image + " " + open),
                (image, project) -> said.add("reclaim " + image + " " + project));
        server = ApiServer.start(settings, parts, more);
    }

    private static DataSource pooled(DataSource database) {
        var config = new HikariConfig();
        config.setDataSource(database);
        config.setMaximumPoolSize(8);
        return new HikariDataSource(config);
    }

    static RunningApi shared() {
        return Shared.API;
    }

    /** Somebody of a project that no other test knows. */
    Client stranger(String... roles) {
        return client("p" + UUID.randomUUID(), roles);
    }

    Client client(String project, String... roles) {
        return new Client(server.port(), "u:" + project + ":" + String.join(",", roles), project);
    }

    Client admin() {
        return stranger("admin");
    }

    Client owner() {
        return stranger("member", "reader");
    }

    /** Gives a queued image bytes, as uploads and copies leave it. */
    void store(String image, String... stores) {
        ImageId id = ImageId.of(image);
        UUID writer = UUID.randomUUID();
        catalog.images().beginWriting(id, ImageStatus.SAVING, writer, ignored -> {});
        UploadRow upload = catalog.uploads().beginPut(id, writer, StoreId.of(stores[0]), nth -> url(stores[0], id));
        var manifest = new ContentManifest(5, new int[] {7}, new ContentHashes(MD5, SHA512));
        catalog.uploads().finishPut(id, writer, upload.id(), manifest, 5L);
        String[] more = Arrays.copyOfRange(stores, 1, stores.length);
        if (more.length > 0) {
            ImportId copy = copy(image, false, more);
            Arrays.stream(more).forEach(store -> land(copy, id, store));
            catalog.imports().end(copy, 1, io.longshore.catalog.ImportEnd.Kind.SETTLED, List.of(), null);
        }
    }

    /** Accepts a copy-image that nobody runs. */
    ImportId copy(String image, boolean must, String... stores) {
        var request = new ImportRequest(
                ImportId.random(),
                ImageId.of(image),
                new ImportMethod.CopyImage(),
                Arrays.stream(stores).map(StoreId::of).toList(),
                must,
                "project",
                "user",
                "req-1");
        catalog.imports()
                .accept(request.imageId(), state -> Optional.of(new ImportCatalog.Acceptance(request, "t", "{}")));
        catalog.imports().begin(request.id(), "run");
        return request.id();
    }

    void land(ImportId copy, ImageId id, String store) {
        UploadRow upload = catalog.uploads().beginAttempt(copy, 1, StoreId.of(store), 1, false, nth -> url(store, id));
        catalog.imports().landed(copy, 1, upload.id(), upload.attempt(), StoreId.of(store), 5, "fast", "size");
    }

    private static ObjectUrl url(String store, ImageId id) {
        return ObjectUrl.of("file:///" + store + "/" + id);
    }

    @Override
    public void close() {
        server.close();
    }
}
