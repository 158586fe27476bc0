package io.longshore.api.glance;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.longshore.catalog.Catalog;
import io.longshore.catalog.TestDatabase;
import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportId;
import io.longshore.store.StoreRegistry;
import io.longshore.wiring.ApiParts;
import io.longshore.wiring.ApiServer;
import io.longshore.wiring.ApiSettings;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.context.support.GenericApplicationContext;

/** The API, really running on a free port, over a real database; one for all tests, who keep out of each other's projects. */
final class RunningApi implements AutoCloseable {

    static final String MD5 = Copies.MD5;
    static final String SHA512 = Copies.SHA512;

    private static final class Shared {
        static final RunningApi API = new RunningApi(ApiSettings.defaults());
    }

    final Catalog catalog;
    final NamedStore fast = new NamedStore("fast", "file store fast", 0);
    final NamedStore reliable = new NamedStore("reliable", "file store reliable", 10);
    final ApiServer server;
    private final Copies copies;

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
                List.of(fast, reliable, new NamedStore("cheap", "", 0), NamedStore.web("web")), StoreId.of("fast"));
        catalog = new Catalog(database, stores.byWeight());
        copies = new Copies(catalog);
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

    /** Gives a queued image bytes. */
    void store(String image, String... stores) {
        copies.store(image, stores);
    }

    /** Accepts a copy-image that nobody runs. */
    ImportId copy(String image, boolean must, String... stores) {
        return copies.copy(image, must, stores);
    }

    void land(ImportId copy, ImageId id, String store) {
        copies.land(copy, id, store);
    }

    @Override
    public void close() {
        server.close();
    }
}
