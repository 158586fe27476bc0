package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.importing.ImportSettings;
import io.longshore.store.Fault;
import io.longshore.store.FaultyStore;
import io.longshore.store.FaultyStore.Point;
import io.longshore.store.Gate;
import io.longshore.store.Inventory;
import io.longshore.support.Await;
import io.longshore.support.CatalogEye;
import io.longshore.support.CephGateway;
import io.longshore.support.CephServer;
import io.longshore.support.ConfiguredStore;
import io.longshore.support.FaultyEngine;
import io.longshore.support.ImageClient;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who was given up and goes on later does no harm, in a store of any kind: a writer that stood between its last look at the catalog and
 * its {@code complete}, and a deleter that stood before its delete.
 */
@Tag("ceph")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FencesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final ImportSettings SETTINGS = new ImportSettings(
            Duration.ofMinutes(1), Duration.ofSeconds(6), 2, Duration.ofSeconds(1), Duration.ofSeconds(5));

    @TempDir
    static Path directory;

    private FaultyEngine engine;
    private ImageClient client;
    private CatalogEye catalog;

    @BeforeAll
    void start() {
        CephServer ceph = CephServer.hub();
        CephGateway gateway = ceph.gateway();
        Map<String, Map<String, Object>> stores = new LinkedHashMap<>();
        for (ConfiguredStore store : List.of(
                ConfiguredStore.files("other", directory.resolve("other")),
                ConfiguredStore.files("folder", directory.resolve("folder")),
                ConfiguredStore.rbd("pool", ceph, CephServer.POOL, "copy"),
                ConfiguredStore.s3("bucket", gateway, gateway.s3()),
                ConfiguredStore.swift("container", gateway, gateway.swiftAuth()))) {
            stores.put(store.id(), store.faulty());
        }
        engine = new FaultyEngine(directory, stores, SETTINGS);
        client = engine.client();
        catalog = engine.catalog();
    }

    @AfterAll
    void stop() {
        catalog.close();
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "pool", "bucket", "container"})
    void aWriterGoesOnWhenItsTwinHasFinished(String id) {
        FaultyStore store = engine.store(id);
        byte[] bytes = bytes(1);
        Gate gate = stopped(store, Point.COMPLETE);
        int before = store.ended(Point.COMPLETE);
        String image = imported(bytes, id);
        gate.awaitArrival();
        assertThat(client.awaitEnd(image, PATIENCE).get("stores").asText()).isEqualTo(id);
        int after = store.ended(Point.COMPLETE);
        assertThat(after).as("what its twin completed").isGreaterThan(before);
        gate.open();
        awaitEnded(store, Point.COMPLETE, after);
        mustBe(image, id, bytes);
        client.delete("/v2/images/" + image).expect(204);
        awaitObjects(image, id, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "folder, WRITE", "pool, WRITE", "bucket, WRITE", "container, WRITE",
        "folder, COMPLETE", "pool, COMPLETE", "bucket, COMPLETE", "container, COMPLETE"
    })
    void aWriterGoesOnWhenTheNextImportHasFinished(String id, Point point) {
        FaultyStore store = engine.store(id);
        Gate gate = stopped(store, point);
        String image = imported(bytes(2), id);
        gate.awaitArrival();
        client.post("/longshore/v1/imports/" + image + "/cancel", "").expect(202);
        assertThat(client.awaitEnd(image, PATIENCE).get("status").asText()).isEqualTo("queued");
        byte[] next = bytes(3);
        begin(image, next, id);
        assertThat(client.awaitEnd(image, PATIENCE).get("stores").asText()).isEqualTo(id);
        int after = store.ended(point);
        gate.open();
        awaitEnded(store, point, after);
        mustBe(image, id, next);
        client.delete("/v2/images/" + image).expect(204);
        awaitObjects(image, id, 0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"folder", "pool", "bucket", "container"})
    void aDeleterGoesOnWhenTheNextImportHasFinished(String id) {
        FaultyStore store = engine.store(id);
        byte[] bytes = bytes(4);
        String image = imported(bytes, id, "other");
        assertThat(client.awaitEnd(image, PATIENCE).get("stores").asText()).contains(id);
        Gate gate = stopped(store, Point.DELETE);
        CompletableFuture<ImageClient.Answer> deleted =
                CompletableFuture.supplyAsync(() -> client.delete("/v2/stores/" + id + "/" + image));
        gate.awaitArrival();
        client.await(image, PATIENCE, shown -> !shown.get("stores").asText().contains(id));
        client.importInto(image, "{\"name\":\"copy-image\"}", true, List.of(id)).expect(202);
        assertThat(client.awaitEnd(image, PATIENCE).get("stores").asText()).contains(id);
        int after = store.ended(Point.DELETE);
        gate.open();
        awaitEnded(store, Point.DELETE, after);
        deleted.join().expect(204);
        client.delete("/v2/stores/other/" + image).expect(204);
        mustBe(image, id, bytes);
        client.delete("/v2/images/" + image).expect(204);
        awaitObjects(image, id, 0);
    }

    private static Gate stopped(FaultyStore store, Point point) {
        Gate gate = new Gate();
        store.with(Fault.blocking(gate).at(point).once());
        return gate;
    }

    private String imported(byte[] bytes, String... stores) {
        String image = client.create("fenced");
        begin(image, bytes, stores);
        return image;
    }

    private void begin(String image, byte[] bytes, String... stores) {
        client.stage(image, () -> new ByteArrayInputStream(bytes)).expect(204);
        client.importInto(image, "{\"name\":\"glance-direct\"}", true, List.of(stores))
                .expect(202);
    }

    private static void awaitEnded(FaultyStore store, Point point, int before) {
        Await.until(PATIENCE, () -> "who was stopped comes to an end", () -> store.ended(point) > before);
    }

    /** The image is in that store alone, whole, once, and the catalog is at rest. */
    private void mustBe(String image, String id, byte[] bytes) {
        awaitObjects(image, id, 1);
        Await.until(PATIENCE, () -> catalog.see(image).toString(), () -> {
            var seen = catalog.see(image);
            return seen.locationNames().size() == 1 && seen.reclaim().isEmpty() && seen.strays() == 0;
        });
        assertThat(client.show(image).get("stores").asText()).isEqualTo(id);
        assertThat(client.get("/v2/images/" + image + "/file").expect(200).body())
                .isEqualTo(bytes);
    }

    private void awaitObjects(String image, String id, int count) {
        Await.until(
                PATIENCE,
                () -> id + " holds " + objects(image, id),
                () -> objects(image, id).size() == count);
    }

    private List<Inventory.Entry> objects(String image, String id) {
        Inventory inventory = engine.store(id).inventory().orElseThrow();
        List<Inventory.Entry> found = new ArrayList<>();
        String after = "";
        for (var page = inventory.page(after, 100); !page.isEmpty(); page = inventory.page(after, 100)) {
            page.stream().filter(e -> e.url().toString().contains(image)).forEach(found::add);
            after = page.getLast().cursor();
        }
        return found;
    }

    private static byte[] bytes(int seed) {
        byte[] bytes = new byte[(9 << 20) + seed];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
