package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.catalog.ImportEnd;
import io.longshore.image.ImageId;
import io.longshore.importing.ImportId;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Our own API beside the Image API: how far an import is, and words to it. Temporal and all workers are away. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ProgressTest {

    @TempDir
    static Path directory;

    private MovingApi api;
    private Client admin;
    private Client owner;
    private Images images;

    @BeforeAll
    void start() {
        api = new MovingApi(directory);
        admin = api.admin();
        owner = api.owner();
        images = new Images(api, owner);
    }

    @AfterAll
    void stop() {
        api.close();
    }

    private static String at(Object id) {
        return "/longshore/v1/imports/" + id;
    }

    private ImportId copy(String image, boolean must, String... stores) {
        return new Copies(api.catalog).copy(image, must, stores);
    }

    @Test
    void howFarItIs() {
        String image = images.queued();
        owner.post(ImportRequests.of(image), ImportRequests.web(", \"stores\": [\"fast\", \"cheap\"]"));
        var progress = owner.get(at(image));
        assertThat(progress.status()).isEqualTo(200);
        assertThat(progress.header("Content-Type")).isEqualTo("application/json");
        assertThat(progress.keys())
                .containsExactlyInAnyOrder(
                        "import",
                        "image",
                        "method",
                        "phase",
                        "waiting_for",
                        "imports_ahead",
                        "reason",
                        "workflow_id",
                        "created_at",
                        "ended_at",
                        "stores",
                        "fetch",
                        "reclaiming");
        String id = progress.text("import");
        assertThat(progress.text("image")).isEqualTo(image);
        assertThat(progress.text("method")).isEqualTo("web-download");
        assertThat(progress.text("phase")).isEqualTo("accepted");
        assertThat(progress.text("workflow_id")).isEqualTo(image + "/" + id);
        assertThat(progress.each("stores", "store")).containsExactly("fast", "cheap");
        assertThat(progress.each("stores", "state")).containsOnly("waiting");
        assertThat(owner.get(at(id)).text("import")).isEqualTo(id);
        assertThat(owner.withRoles("reader").get(at(id)).status()).isEqualTo(200);
        Patience.until(
                () -> "it says that Temporal is away",
                () -> owner.get(at(id)).text("waiting_for").equals("Temporal: the run has not been started yet"));
    }

    @Test
    void anImageStandsForItsNewestImport() {
        String image = images.stored("fast");
        ImportId first = copy(image, true, "cheap");
        api.catalog.runs().end(first, 1, ImportEnd.Kind.FAILED, List.of(), "no reason");
        assertThat(owner.get(at(image)).text("phase")).isEqualTo("failed");
        ImportId second = copy(image, true, "cheap");
        assertThat(owner.get(at(image)).text("import")).isEqualTo(second.toString());
        assertThat(owner.get(at(first)).text("reason")).isEqualTo("no reason");
    }

    @Test
    void whatAStoreHasNotLetGoOfIsSaid() {
        String image = images.stored("fast");
        ImportId id = copy(image, true, "cheap");
        assertThat(owner.get(at(id)).each("reclaiming", "store")).isEmpty();
        new Copies(api.catalog).land(id, ImageId.of(image), "cheap");
        api.catalog.runs().end(id, 1, ImportEnd.Kind.FAILED, List.of(), "no reason");
        var left = api.catalog.uploads().reclaimList(ImageId.of(image)).getFirst();
        api.catalog.uploads().notGone(left.id(), "store cheap: does not answer");
        var progress = owner.get(at(id));
        assertThat(progress.each("reclaiming", "store")).containsExactly("cheap");
        assertThat(progress.each("reclaiming", "reason")).containsExactly("store cheap: does not answer");
        api.catalog.uploads().gone(left.id());
        assertThat(owner.get(at(id)).each("reclaiming", "store")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "00000000-0000-4000-8000-000000000000", "%27", "..%2f..", "%01"})
    void idsThatAreNone(String id) {
        for (String more : List.of("", "/events")) {
            assertThat(owner.get(at(id) + more).status()).isEqualTo(404);
        }
        for (String word : List.of("/cancel", "/skip/fast", "/retry/fast")) {
            assertThat(owner.post(at(id) + word).status()).isEqualTo(404);
        }
    }

    @Test
    void anImageThatWasNeverImportedHasNoProgress() {
        String image = images.stored("fast");
        assertThat(owner.get(at(image)).body()).isEqualTo("404 Not Found\n\nNo import found for " + image + "\n\n   ");
    }

    @Test
    void whoMaySeeAndSpeak() {
        String image = images.stored("fast");
        ImportId id = copy(image, false, "cheap");
        Client stranger = api.owner();
        Client nobody = new Client(owner.port(), "", "");
        for (String word : List.of("/cancel", "/skip/cheap", "/retry/cheap")) {
            assertThat(stranger.post(at(id) + word).status()).isEqualTo(404);
            assertThat(owner.withRoles("reader").post(at(id) + word).status()).isEqualTo(403);
            assertThat(nobody.post(at(id) + word).status()).isEqualTo(401);
        }
        assertThat(stranger.get(at(image)).status()).isEqualTo(404);
        assertThat(nobody.get(at(image)).status()).isEqualTo(401);
        owner.patch(image, "[{\"op\": \"replace\", \"path\": \"/visibility\", \"value\": \"community\"}]");
        assertThat(stranger.get(at(image)).status()).isEqualTo(200);
        assertThat(stranger.post(at(id) + "/cancel").status()).isEqualTo(403);
        assertThat(owner.delete("/v2/images/" + image).status()).isEqualTo(204);
        assertThat(owner.get(at(id)).status()).as("with its image").isEqualTo(404);
        assertThat(admin.get(at(id)).text("phase")).isEqualTo("cancelled");
        assertThat(admin.post(at(id) + "/cancel").status()).isEqualTo(409);
    }

    @Test
    void cancelEndsAtOnce() {
        String image = images.queued();
        owner.post(ImportRequests.of(image), ImportRequests.web(", \"stores\": [\"fast\", \"cheap\"]"));
        var cancelled = owner.post(at(image) + "/cancel");
        assertThat(cancelled.status()).isEqualTo(202);
        assertThat(cancelled.body()).isEmpty();
        var shown = owner.get("/v2/images/" + image);
        assertThat(shown.text("status")).isEqualTo("queued");
        assertThat(shown.text("os_glance_importing_to_stores")).isEmpty();
        assertThat(shown.text("os_glance_failed_import")).isEqualTo("cheap,fast");
        assertThat(shown.keys()).doesNotContain("os_glance_import_task");
        var again = owner.post(at(image) + "/cancel");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.body()).contains("has ended");
        for (String word : List.of("/skip/fast", "/retry/fast")) {
            assertThat(owner.post(at(image) + word).status()).isEqualTo(409);
        }
        assertThat(owner.post(ImportRequests.of(image), ImportRequests.web("")).status())
                .isEqualTo(202);
    }

    @Test
    void skipAndRetry() {
        String image = images.stored("fast");
        ImportId id = copy(image, false, "cheap", "reliable");
        assertThat(owner.post(at(id) + "/retry/cheap").status()).isEqualTo(202);
        assertThat(owner.post(at(id) + "/skip/cheap").status()).isEqualTo(202);
        assertThat(owner.get(at(id)).each("stores", "state")).containsExactly("skipped", "waiting");
        for (String word : List.of("/skip/cheap", "/retry/cheap")) {
            var finished = owner.post(at(id) + word);
            assertThat(finished.status()).isEqualTo(409);
            assertThat(finished.body()).contains("store cheap is finished: skipped");
        }
        new Copies(api.catalog).land(id, ImageId.of(image), "reliable");
        assertThat(owner.post(at(id) + "/skip/reliable").status()).isEqualTo(409);

        String must = images.stored("fast");
        ImportId whole = copy(must, true, "cheap");
        var refused = owner.post(at(whole) + "/skip/cheap");
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("all stores must succeed");
        assertThat(owner.post(at(whole) + "/retry/cheap").status()).isEqualTo(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fast", "nowhere", "os_glance_x", "CHEAP", "%01", "%20", "cheap%20", "%C3%A9"})
    void storesThatAreNoTarget(String store) {
        String image = images.stored("fast");
        ImportId id = copy(image, false, "cheap");
        String before = api.everythingOf(image);
        for (String word : List.of("/skip/", "/retry/")) {
            assertThat(owner.post(at(id) + word + store).status()).isEqualTo(404);
        }
        assertThat(api.everythingOf(image)).isEqualTo(before);
    }

    @Test
    void wordsThatAreNone() {
        String image = images.stored("fast");
        ImportId id = copy(image, false, "cheap");
        String before = api.everythingOf(image);
        for (String body : List.of("{}", "x", "{\"store\": \"cheap\"}")) {
            for (String word : List.of("/cancel", "/skip/cheap", "/retry/cheap")) {
                assertThat(owner.post(at(id) + word, body).status()).isEqualTo(400);
            }
        }
        for (String word : List.of("/stop", "/cancel/", "/cancel/cheap", "/skip", "/skip/", "/skip/cheap/x", "/")) {
            assertThat(owner.post(at(id) + word).status()).as(word).isEqualTo(404);
        }
        for (String path : List.of("%00", id + "/skip/%00", id + "/skip/%ff", id + "/skip/%F0%9F%98%80")) {
            assertThat(owner.post(at(path)).status()).as(path).isEqualTo(400);
        }
        for (String method : List.of("GET", "HEAD", "PUT", "DELETE", "PATCH")) {
            var refused = owner.call(method, at(id) + "/cancel", null, Map.of());
            assertThat(refused.status()).isEqualTo(405);
            assertThat(refused.header("Allow")).isEqualTo("POST");
        }
        for (String path : List.of("", "/events")) {
            assertThat(owner.call("HEAD", at(id) + path, null, Map.of()).status())
                    .isEqualTo(405);
        }
        assertThat(api.everythingOf(image)).isEqualTo(before);
    }

    @Test
    void eventsUntilTheEnd() throws IOException {
        String image = images.stored("fast");
        ImportId id = copy(image, true, "cheap");
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port())) {
            socket.getOutputStream()
                    .write(("GET " + at(id) + "/events HTTP/1.1\r\nHost: h\r\nX-Auth-Token: " + owner.token()
                                    + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            var in = socket.getInputStream();
            var seen = new StringBuilder();
            while (seen.indexOf("\"phase\":\"accepted\"") < 0) {
                seen.append((char) in.read());
            }
            api.catalog.runs().end(id, 1, ImportEnd.Kind.FAILED, List.of(), "enough");
            seen.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            assertThat(seen)
                    .startsWith("HTTP/1.1 200")
                    .contains("text/event-stream")
                    .contains("event: progress\ndata: {")
                    .contains("\"phase\":\"failed\"");
        }
        var ended = owner.get(at(id) + "/events");
        assertThat(ended.body()).startsWith("event: progress\ndata: {").endsWith("}\n\n");
    }

    @Test
    void everyControllerStandsInTheTable() {
        var patterns = api.server
                .bean(RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .keySet();
        patterns.forEach(info -> info.getPatternValues().forEach(pattern -> {
            String some = pattern.replaceAll("\\{[a-z]+}", UUID.randomUUID().toString());
            assertThat(Routes.find(List.of(some.substring(1).split("/", -1)))
                            .or(() -> Routes.find(List.of(pattern.replace("{name}", "image")
                                    .substring(1)
                                    .split("/", -1)))))
                    .as(pattern)
                    .hasValueSatisfying(route -> info.getMethodsCondition()
                            .getMethods()
                            .forEach(method ->
                                    assertThat(route.verb(method.name())).isPresent()));
        }));
    }
}
