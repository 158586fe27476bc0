package io.longshore.api.glance;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.longshore.bandwidth.StoreBandwidth;
import io.longshore.catalog.Catalog;
import io.longshore.catalog.TestDatabase;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.importing.StagingPlace;
import io.longshore.importing.UriPolicy;
import io.longshore.reclaim.Reclaimer;
import io.longshore.service.Hashing;
import io.longshore.service.ImageData;
import io.longshore.service.ProgressReader;
import io.longshore.service.Tasks;
import io.longshore.staging.StagingArea;
import io.longshore.store.GivenBytes;
import io.longshore.store.MemoryStore;
import io.longshore.store.Part;
import io.longshore.store.ReadableStore;
import io.longshore.store.StoreLimits;
import io.longshore.store.StoreRegistry;
import io.longshore.store.Upload;
import io.longshore.store.http.HttpStoreFactory;
import io.longshore.transfer.Transfer;
import io.longshore.transfer.TransferLimits;
import io.longshore.web.RawServer;
import io.longshore.web.Web;
import io.longshore.wiring.ApiParts;
import io.longshore.wiring.ApiServer;
import io.longshore.wiring.ApiSettings;
import io.temporal.client.WorkflowClient;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;

/** The API, showing locations, over a real database and stores whose objects others may make; images are hashed where a test says so. */
final class LocatedApi implements AutoCloseable {

    static final String PAGE = "0123456789".repeat(1000);

    final MemoryStore near = new MemoryStore("near");
    final MemoryStore far =
            new MemoryStore("far", 5, new StoreLimits(StoreLimits.PART_UNIT_BYTES, 10_000, 1L << 40, 4));
    final Catalog catalog;
    final ApiServer server;

    /** The web: every page {@code /image…} is {@link #PAGE}, the others are what their names say. */
    final RawServer mirror = new RawServer(LocatedApi::answer);

    private final HikariDataSource database;
    private boolean hashes;
    private final StagingArea staging;
    private final StoreBandwidth bandwidth;
    private final TransferLimits limits = TransferLimits.ofThisMachine();
    private final Hashing hashing;

    /** @param directory for its staging */
    LocatedApi(ShownLocations shown, Path directory) {
        var config = new HikariConfig();
        config.setDataSource(TestDatabase.create().dataSource());
        config.setMaximumPoolSize(8);
        database = new HikariDataSource(config);
        var stores = new StoreRegistry(
                List.of(near, far, web("web", mirrored()), web("strict", strict())), StoreId.of("near"));
        catalog = new Catalog(database, stores.byWeight());
        var reclaimer = new Reclaimer(catalog, stores);
        hashing = new Hashing(catalog, stores, new Transfer(limits));
        ApiSettings plain = ApiSettings.defaults();
        WireSettings wire = plain.wire();
        var settings = new ApiSettings(
                plain.address(),
                0,
                new WireSettings(null, wire.importMethods(), wire.jsonBodyBytes(), wire.retryAfter(), shown),
                plain.limits(),
                plain.copyImage());
        var parts = new ApiParts(
                catalog,
                stores,
                new SpokenTokens(),
                (image, open) -> {},
                (image, project) -> reclaimer.pass(image, () -> {}));
        staging = new StagingArea(directory);
        bandwidth = new StoreBandwidth(catalog.bandwidth());
        ImageData data = new ImageData(
                catalog,
                stores,
                new Transfer(limits),
                bandwidth,
                reclaimer,
                MovingApi.MOST_BYTES,
                staging,
                new StagingPlace(staging.id(), "host1"));
        ProgressReader progress = new ProgressReader(catalog, (WorkflowClient) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {WorkflowClient.class}, (proxy, method, words) -> {
                    throw new AssertionError("asked: " + method);
                }));
        server = ApiServer.start(settings, parts, context -> {
            context.registerBean("imageData", ImageData.class, () -> data);
            context.registerBean("tasks", Tasks.class, () -> new Tasks(catalog, progress));
            context.registerBean(ImageDataController.class);
            context.registerBean(TasksController.class);
        });
    }

    /** Resolves every name to an address of the site. */
    private static ReadableStore web(String id, UriPolicy policy) {
        return new HttpStoreFactory(Path.of("."), policy, Web.QUICK, name -> List.of(InetAddress.ofLiteral("10.0.0.7")))
                .create(StoreId.of(id), "", 0, Map.of());
    }

    private UriPolicy mirrored() {
        return Web.allowing(List.of("127.0.0.1"), mirror.port());
    }

    private static UriPolicy strict() {
        return new UriPolicy(
                List.of("http", "https"), List.of(), List.of(), List.of(), List.of(80, 443), List.of(), true);
    }

    private static void answer(RawServer.Asked asked, RawServer.Line line) throws IOException {
        int from = asked.from();
        switch (asked.path().replaceFirst("[?].*", "")) {
            case "/absent" -> line.head("404 Not Found", "Content-Length: 0");
            case "/empty" -> line.head("200 OK", "Content-Length: 0");
            case "/endless" -> line.head("200 OK");
            default -> {
                if (from > 0) {
                    String range = "Content-Range: bytes " + from + "-" + (PAGE.length() - 1) + "/" + PAGE.length();
                    line.head("206 Partial Content", range, "Content-Length: " + (PAGE.length() - from));
                } else {
                    line.head("200 OK", "Accept-Ranges: bytes", "Content-Length: " + PAGE.length());
                }
                line.say(PAGE.substring(from));
            }
        }
    }

    /** As if whoever hashes had been silent for too long. */
    void loseHashingLeases() {
        Jdbi.create(database)
                .useHandle(handle ->
                        handle.execute("update hashings set lease = clock_timestamp() - interval '1 second'"));
    }

    /** From now on registered images are hashed. */
    void hash() {
        hashing.start();
        hashes = true;
    }

    /** Somebody of a project that no other test knows. */
    Client stranger(String... roles) {
        String project = "p" + UUID.randomUUID();
        return new Client(server.port(), "u:" + project + ":" + String.join(",", roles), project);
    }

    /** An object that others have made. */
    static ObjectUrl object(MemoryStore store, String text) {
        return object(store, store.place(ImageId.random(), 1, OptionalLong.empty()), text);
    }

    /** The same at an address. */
    static ObjectUrl object(MemoryStore store, ObjectUrl url, String text) {
        GivenBytes bytes = new GivenBytes(text);
        long length = bytes.length().orElseThrow();
        try (Upload upload = store.begin(url, OptionalLong.of(length))) {
            upload.write(new Part(1, 0, length), bytes);
            upload.complete(length);
        }
        return url;
    }

    @Override
    public void close() {
        server.close();
        if (hashes) {
            hashing.close();
        }
        mirror.close();
        staging.close();
        bandwidth.close();
        limits.close();
        database.close();
    }
}
