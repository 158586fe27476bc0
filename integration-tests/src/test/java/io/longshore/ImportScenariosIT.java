package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.support.Await;
import io.longshore.support.EngineUnderTest;
import io.longshore.support.FileContent;
import io.longshore.support.ImageClient;
import io.longshore.support.Knobs;
import io.longshore.support.LongshoreProcess;
import io.longshore.support.SlowSource;
import io.temporal.api.enums.v1.WorkflowExecutionStatus;
import io.temporal.client.WorkflowStub;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every method over HTTP, on real servers, with what must be true afterwards: catalog, stores and staging agree. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ImportScenariosIT {

    private static final String GLANCE_DIRECT = "{\"name\":\"glance-direct\"}";
    private static final String COPY_IMAGE = "{\"name\":\"copy-image\"}";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    static Path directory;

    private EngineUnderTest engine;
    private ImageClient client;

    @BeforeAll
    void start() {
        engine = new EngineUnderTest(directory, Knobs.usual().withHeartbeatTimeout("30s"));
        client = engine.client();
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    @Test
    void aStagedImageGoesToAllItsStores() {
        byte[] bytes = bytes(20_000_003);
        String image = client.create("direct");
        client.stage(image, () -> new ByteArrayInputStream(bytes)).expect(204);
        assertThat(client.show(image).get("status").asText()).isEqualTo("uploading");

        client.importInto(image, GLANCE_DIRECT, true, List.of("cheap", "fast", "edge1"))
                .expect(202);

        JsonNode done = client.awaitEnd(image, PATIENCE);
        assertThat(done.get("status").asText()).isEqualTo("active");
        assertThat(done.get("stores").asText()).isEqualTo("cheap,edge1,fast");
        assertThat(done.get("os_glance_importing_to_stores").asText()).isEmpty();
        assertThat(done.get("os_glance_failed_import").asText()).isEmpty();
        assertThat(done.get("size").asLong()).isEqualTo(bytes.length);
        assertThat(done.get("virtual_size").asLong()).isEqualTo(bytes.length);
        assertThat(done.get("checksum").asText()).isEqualTo(hash("MD5", bytes));
        assertThat(done.get("os_hash_value").asText()).isEqualTo(hash("SHA-512", bytes));
        assertHolds(image, bytes, "cheap", "fast", "edge1");
        assertStagingEmpty(image);
        JsonNode task = client.get("/v2/images/" + image + "/tasks")
                .expect(200)
                .json()
                .get("tasks")
                .get(0);
        assertThat(task.get("status").asText()).isEqualTo("success");
        assertThat(client.progress(image).get("phase").asText()).isEqualTo("succeeded");
    }

    @Test
    void anEmptyImageIsAnImage() {
        String image = client.create("empty");
        client.stage(image, () -> new ByteArrayInputStream(new byte[0])).expect(204);
        client.importInto(image, GLANCE_DIRECT, true, List.of("fast", "cheap")).expect(202);
        JsonNode done = client.awaitEnd(image, PATIENCE);
        assertThat(done.get("status").asText()).isEqualTo("active");
        assertThat(done.get("size").asLong()).isZero();
        assertHolds(image, new byte[0], "fast", "cheap");
    }

    @Test
    void aWebPageIsReadOnceForAllStores() {
        byte[] bytes = bytes(30_000_001);
        try (SlowSource source = new SlowSource(bytes)) {
            source.releaseAll();
            String image = client.create("web");
            client.importInto(image, source.method(), true, List.of("fast", "reliable", "cheap"))
                    .expect(202);
            JsonNode done = client.awaitEnd(image, PATIENCE);
            assertThat(done.get("status").asText()).isEqualTo("active");
            assertHolds(image, bytes, "fast", "reliable", "cheap");
            // Each store by itself would read it three times; an attempt that was lost reads a unit again.
            assertThat(source.sentBytes()).isBetween((long) bytes.length, 2L * bytes.length - 1);
            assertStagingEmpty(image);
        }
    }

    @Test
    void aCopyGoesToTheStoresThatLackTheImage() {
        byte[] bytes = bytes(9_000_000);
        String image = client.create("copy");
        client.upload(image, () -> new ByteArrayInputStream(bytes), Map.of()).expect(204);
        assertThat(client.show(image).get("stores").asText()).isEqualTo("fast");

        client.importInto(image, COPY_IMAGE, true, List.of("fast", "cheap")).expect(400);
        client.importInto(image, COPY_IMAGE, true, List.of("nowhere")).expect(409);
        client.importInto(image, COPY_IMAGE, true, List.of("cheap", "edge2", "cheap"))
                .expect(202);

        JsonNode done = client.awaitEnd(image, PATIENCE);
        assertThat(done.get("stores").asText()).isEqualTo("cheap,edge2,fast");
        assertHolds(image, bytes, "fast", "cheap", "edge2");
        JsonNode copy = client.progress(image).get("stores").get(0);
        assertThat(copy.get("source").asText()).isEqualTo("fast");
        assertThat(copy.get("check").asText()).isNotEmpty();

        client.post("/v2/images/" + image + "/import", "{\"method\":" + COPY_IMAGE + ",\"all_stores\":true}")
                .expect(202);
        assertThat(client.awaitEnd(image, PATIENCE).get("stores").asText())
                .isEqualTo("cheap,edge1,edge2,fast,reliable");
        client.post("/v2/images/" + image + "/import", "{\"method\":" + COPY_IMAGE + ",\"all_stores\":true}")
                .expect(202);
        assertThat(client.show(image).has("os_glance_import_task")).isFalse();

        client.delete("/v2/stores/edge2/" + image).expect(204);
        assertThat(client.show(image).get("stores").asText()).isEqualTo("cheap,edge1,fast,reliable");
        client.await(image, PATIENCE, i -> !engine.contents("edge2").contains(image));
    }

    @Test
    void withMustSucceedABrokenStoreUndoesTheWholeAndTheImageIsImportableAgain() throws IOException {
        byte[] bytes = bytes(5_000_000);
        String image = client.create("undone");
        client.stage(image, () -> new ByteArrayInputStream(bytes)).expect(204);
        try (BrokenStore broken = new BrokenStore("edge1")) {
            client.importInto(image, GLANCE_DIRECT, true, List.of("fast", "edge1"))
                    .expect(202);
            JsonNode failed = client.awaitEnd(image, PATIENCE);
            assertThat(failed.get("status").asText()).isEqualTo("queued");
            assertThat(failed.has("stores")).isFalse();
            assertThat(failed.get("size").isNull()).isTrue();
            assertThat(failed.get("os_glance_importing_to_stores").asText()).isEmpty();
            assertThat(failed.get("os_glance_failed_import").asText()).isEqualTo("edge1");
            JsonNode task = client.get("/v2/images/" + image + "/tasks")
                    .expect(200)
                    .json()
                    .get("tasks")
                    .get(0);
            assertThat(task.get("status").asText()).isEqualTo("failure");
            assertThat(task.get("message").asText()).contains("edge1");
            assertThat(broken.isBroken()).isTrue();
        }
        client.await(image, PATIENCE, i -> engine.contents("fast").stream().noneMatch(f -> f.startsWith(image)));
        assertStagingEmpty(image);

        client.stage(image, () -> new ByteArrayInputStream(bytes)).expect(204);
        client.importInto(image, GLANCE_DIRECT, true, List.of("fast", "edge1")).expect(202);
        assertThat(client.awaitEnd(image, PATIENCE).get("stores").asText()).isEqualTo("edge1,fast");
        assertThat(client.show(image).get("os_glance_failed_import").asText()).isEmpty();
    }

    @Test
    void withoutMustSucceedTheOtherStoresKeepTheirCopies() throws IOException {
        byte[] bytes = bytes(5_000_000);
        String image = client.create("partial");
        client.stage(image, () -> new ByteArrayInputStream(bytes)).expect(204);
        try (BrokenStore broken = new BrokenStore("reliable")) {
            client.importInto(image, GLANCE_DIRECT, false, List.of("fast", "reliable", "cheap"))
                    .expect(202);
            JsonNode done = client.awaitEnd(image, PATIENCE);
            assertThat(done.get("status").asText()).isEqualTo("active");
            assertThat(done.get("stores").asText()).isEqualTo("cheap,fast");
            assertThat(done.get("os_glance_failed_import").asText()).isEqualTo("reliable");
            assertThat(broken.isBroken()).isTrue();
        }
        assertHolds(image, bytes, "fast", "cheap");
        client.importInto(image, COPY_IMAGE, true, List.of("reliable")).expect(202);
        assertThat(client.awaitEnd(image, PATIENCE)
                        .get("os_glance_failed_import")
                        .asText())
                .isEmpty();
        assertHolds(image, bytes, "reliable");
    }

    @Test
    void whatARunDidIsToldAndReplayed() throws IOException {
        byte[] bytes = bytes(3_000_000);
        String image = client.create("told");
        client.stage(image, () -> new ByteArrayInputStream(bytes)).expect(204);
        String first;
        try (BrokenStore broken = new BrokenStore("edge2")) {
            client.importInto(image, GLANCE_DIRECT, false, List.of("fast", "edge2"))
                    .expect(202);
            first = client.progress(image).get("import").asText();
            client.awaitEnd(image, PATIENCE);
            assertThat(broken.isBroken()).isTrue();
        }
        client.importInto(image, COPY_IMAGE, true, List.of("edge2")).expect(202);
        client.awaitEnd(image, PATIENCE);

        WorkflowStub run = engine.temporalClient().newUntypedWorkflowStub(image + "/" + first);
        Await.until(
                PATIENCE,
                () -> "the first run has deleted what it must not leave",
                () -> run.describe().getStatus() == WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_COMPLETED);
        LongshoreProcess.Said newest = engine.run("replay", image);
        assertThat(newest.text())
                .contains("copy-image told → edge2", "besides: run ", "/" + first)
                .contains("edge2: landed: 2.9 MiB from fast", "REPLAYS: ");
        assertThat(newest.code()).isZero();
        LongshoreProcess.Said earlier = engine.run("replay", first);
        assertThat(earlier.text())
                .contains("glance-direct told → fast, edge2", "fast: landed: 2.9 MiB from staging")
                .contains("edge2: round failed, at 0 B of 2.9 MiB (0 %): store edge2: ")
                .contains("– attempt 2, 0 B of 2.9 MiB (0 %), next ")
                .contains("marked for the list: ImportStage retrying, StoresFailing [edge2]")
                .contains("given up: store edge2: ", "run completed: succeeded; in fast; ", "REPLAYS: ")
                .doesNotContain("besides: ");
        assertThat(earlier.code()).isZero();
        LongshoreProcess.Said unknown = engine.run("replay", "0f7c8a52-7c0c-4c7b-9d6e-3a7e5b1f2c3d");
        assertThat(unknown.text()).contains("has no run of an image or import", "keeps closed runs");
        assertThat(unknown.code()).isEqualTo(1);
    }

    @Test
    void aCancelledImportLeavesAnImportableImage() {
        try (SlowSource source = new SlowSource(bytes(20_000_000))) {
            String image = client.create("cancelled");
            client.importInto(image, source.method(), true, List.of("fast", "cheap"))
                    .expect(202);
            source.release(10);
            client.await(image, PATIENCE, i -> source.sentBytes() >= 10 << 20);
            client.post("/longshore/v1/imports/" + image + "/cancel", "").expect(202);
            JsonNode ended = client.awaitEnd(image, PATIENCE);
            assertThat(ended.get("status").asText()).isEqualTo("queued");
            assertThat(ended.get("os_glance_failed_import").asText()).isEqualTo("cheap,fast");
            client.post("/longshore/v1/imports/" + image + "/cancel", "").expect(409);
            client.await(image, PATIENCE, i -> nothingLeft(image));
        }
    }

    @Test
    void aDeletedImageLeavesNothing() {
        try (SlowSource source = new SlowSource(bytes(20_000_000))) {
            String image = client.create("deleted");
            String other = client.create("other");
            client.importInto(image, source.method(), false, List.of("fast", "cheap"))
                    .expect(202);
            source.release(10);
            client.await(image, PATIENCE, i -> source.sentBytes() >= 10 << 20);
            client.delete("/v2/images/" + image).expect(204);
            client.get("/v2/images/" + image).expect(404);
            client.await(other, PATIENCE, i -> nothingLeft(image));
        }
    }

    @Test
    void bytesComeBackAsTheyWent() {
        byte[] bytes = bytes(3_000_001);
        String image = client.create("bytes");
        client.upload(image, () -> new ByteArrayInputStream(bytes), Map.of("X-Image-Meta-Store", "cheap"))
                .expect(204);
        String file = "/v2/images/" + image + "/file";
        ImageClient.Answer whole = client.get(file).expect(200);
        assertThat(whole.body()).isEqualTo(bytes);
        assertThat(whole.response().headers().firstValue("Content-Md5")).contains(hash("MD5", bytes));
        ImageClient.Answer part = client.call(
                        "GET",
                        file,
                        java.net.http.HttpRequest.BodyPublishers.noBody(),
                        Map.of("Range", "bytes=1000-1999"))
                .expect(206);
        assertThat(part.body()).isEqualTo(java.util.Arrays.copyOfRange(bytes, 1000, 2000));
        assertThat(part.response().headers().firstValue("Content-Range")).contains("bytes 1000-1999/3000001");
    }

    @Test
    void dataThatIsGoneIsAnErrorThatNamesTheStore() throws IOException {
        byte[] bytes = bytes(1_000);
        String image = client.create("gone");
        client.upload(image, () -> new ByteArrayInputStream(bytes), Map.of()).expect(204);
        Files.delete(engine.store("fast").resolve(image));
        ImageClient.Answer answer = client.get("/v2/images/" + image + "/file").expect(503);
        assertThat(answer.text()).contains("fast");
        client.importInto(image, COPY_IMAGE, true, List.of("cheap")).expect(202);
        JsonNode failed = client.awaitEnd(image, PATIENCE);
        assertThat(failed.get("os_glance_failed_import").asText()).isEqualTo("cheap");
        assertThat(failed.get("status").asText()).isEqualTo("active");
    }

    @Test
    void badRequestsChangeNothing() {
        String image = client.create("bad");
        JsonNode before = client.show(image);
        String path = "/v2/images/" + image + "/import";
        client.post(path, "").expect(400);
        client.post(path, "[]").expect(400);
        client.post(path, "{\"method\":\"x\"}").expect(400);
        client.post(path, "{\"method\":{\"name\":5}}").expect(400);
        client.post(path, "{\"method\":" + GLANCE_DIRECT + ",\"all_stores\":null}")
                .expect(400);
        client.post(path, "{\"method\":" + GLANCE_DIRECT + "}").expect(409);
        String web = "{\"name\":\"web-download\",\"uri\":\"%s\"}";
        String fine = web.formatted("http://127.0.0.1:1/i");
        client.post(path, "{\"method\":" + fine + ",\"stores\":[]}").expect(400);
        client.post(path, "{\"method\":" + fine + ",\"stores\":\"fast\"}").expect(400);
        client.post(path, "{\"method\":" + fine + ",\"stores\":[\"nowhere\"]}").expect(409);
        client.post(path, "{\"method\":" + fine + ",\"stores\":[\"os_glance_staging_store\"]}")
                .expect(409);
        for (String uri :
                List.of("", "ftp://127.0.0.1/i", "http://169.254.169.254/", "http://[::1]/", "http://2130706433/")) {
            ImageClient.Answer refused =
                    client.post(path, "{\"method\":" + web.formatted(uri) + "}").expect(400);
            assertThat(refused.text()).contains("does not pass filtering");
        }
        assertThat(client.show(image)).isEqualTo(before);
    }

    private void assertHolds(String image, byte[] bytes, String... stores) {
        for (String store : stores) {
            FileContent.assertHolds(engine.onlyFile(store, image), bytes);
        }
    }

    private void assertStagingEmpty(String image) {
        client.await(image, PATIENCE, i -> engine.staged().stream().noneMatch(f -> f.startsWith(image)));
    }

    private boolean nothingLeft(String image) {
        return engine.staged().stream().noneMatch(f -> f.startsWith(image))
                && EngineUnderTest.STORES.stream()
                        .flatMap(s -> engine.contents(s).stream())
                        .noneMatch(f -> f.startsWith(image));
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static String hash(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A store whose directory has become something else; whole again when closed. */
    private final class BrokenStore implements AutoCloseable {

        private final Path store;
        private final Path aside;

        BrokenStore(String id) throws IOException {
            store = engine.store(id);
            aside = store.resolveSibling(id + ".aside");
            Files.move(store, aside);
            Files.createFile(store);
        }

        boolean isBroken() {
            return Files.isRegularFile(store);
        }

        @Override
        public void close() throws IOException {
            Files.delete(store);
            Files.move(aside, store);
        }
    }
}
