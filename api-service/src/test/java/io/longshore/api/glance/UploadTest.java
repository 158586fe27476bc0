package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageId;
import io.longshore.store.Fault;
import io.longshore.store.FaultyStore.Point;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Image data that comes in: PUT /file and PUT /stage, and what their headers may be. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UploadTest {

    @TempDir
    static Path directory;

    private MovingApi api;
    private Images images;
    private Client owner;

    @BeforeAll
    void start() {
        api = new MovingApi(directory);
        owner = api.owner();
        images = new Images(api, owner);
    }

    @AfterAll
    void stop() {
        api.close();
    }

    @AfterEach
    void heal() {
        api.heavy.heal();
    }

    private static String file(String image) {
        return "/v2/images/" + image + "/file";
    }

    private String status(String image) {
        return owner.get("/v2/images/" + image).text("status");
    }

    @Test
    void anUploadMakesTheImageActive() {
        String image = images.queued();
        var answer = images.upload(image, "hello", Map.of());
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(answer.header("X-Openstack-Request-Id")).startsWith("req-");
        var shown = owner.get("/v2/images/" + image);
        assertThat(shown.text("status")).isEqualTo("active");
        assertThat(shown.text("stores")).isEqualTo("fast");
        assertThat(shown.json().get("size").intValue()).isEqualTo(5);
        assertThat(shown.json().get("virtual_size").intValue()).isEqualTo(5);
        assertThat(shown.text("checksum")).isEqualTo("5d41402abc4b2a76b9719d911017c592");
        assertThat(shown.text("os_hash_algo")).isEqualTo("sha512");
        assertThat(shown.text("os_hash_value")).startsWith("9b71d224bd62f378");
        assertThat(shown.keys()).noneMatch(key -> key.startsWith("os_glance"));
        assertThat(images.file("fast", image)).hasContent("hello");
    }

    @Test
    void chunksNeedNoLength() {
        String image = images.queued();
        var answer = images.raw(
                "PUT",
                file(image),
                "Content-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n",
                "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        assertThat(answer.status()).isEqualTo(204);
        assertThat(owner.get(file(image)).body()).isEqualTo("abcde");
        String empty = images.queued();
        assertThat(images.upload(empty, "", Map.of()).status()).isEqualTo(204);
        assertThat(owner.get("/v2/images/" + empty).json().get("size").intValue())
                .isZero();
        assertThat(owner.get(file(empty)).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file", "stage"})
    void onlyBytesAreTaken(String route) {
        String image = images.queued();
        String before = api.everythingOf(image);
        String path = "/v2/images/" + image + "/" + route;
        for (String type : List.of("application/json", "text/plain", "application/octet-streams", "*/*", ";", "x")) {
            var refused = owner.call("PUT", path, "x", Map.of("Content-Type", type));
            assertThat(refused.status()).as(type).isEqualTo(415);
            assertThat(refused.header("Accept-Patch")).isEmpty();
        }
        assertThat(images.raw("PUT", path, "Content-Length: 1\r\n", "x").status())
                .as("no type at all")
                .isEqualTo(415);
        assertThat(owner.call("PUT", "/v2/images/nothing/" + route, "x", Map.of("Content-Type", "text/plain"))
                        .status())
                .as("the type comes first")
                .isEqualTo(415);
        assertThat(api.everythingOf(image)).isEqualTo(before);
        for (String type : List.of("Application/Octet-Stream", "application/octet-stream; charset=x")) {
            assertThat(owner.call(
                                    "PUT",
                                    "/v2/images/" + images.queued() + "/" + route,
                                    "x",
                                    Map.of("Content-Type", type))
                            .status())
                    .isEqualTo(204);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "-1", "", "1e3", "5.0", "0x5", "99999999999999999999", "5,5", "5 bytes"})
    void aSizeThatIsNoNumber(String size) {
        for (String route : List.of("file", "stage")) {
            String image = images.queued();
            String before = api.everythingOf(image);
            Map<String, String> headers = new HashMap<>(Images.BYTES);
            headers.put("X-OpenStack-Image-Size", size);
            var refused = owner.call("PUT", "/v2/images/" + image + "/" + route, "12345", headers);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body()).contains("X-OpenStack-Image-Size");
            assertThat(api.everythingOf(image)).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "4, 400, that it announced",
        "6, 400, that it announced",
        "0, 400, that it announced",
        "4194305, 413, larger than the limit",
        "9223372036854775807, 413, 9223372036854775807 bytes"
    })
    void aSizeThatIsNotSo(String size, int status, String words) {
        for (String route : List.of("file", "stage")) {
            String image = images.queued();
            Map<String, String> headers = new HashMap<>(Images.BYTES);
            headers.put("X-OpenStack-Image-Size", size);
            var refused = owner.call("PUT", "/v2/images/" + image + "/" + route, "12345", headers);
            assertThat(refused.status()).as(route).isEqualTo(status);
            assertThat(refused.body()).contains(words);
            assertNothingLeft(image);
        }
    }

    @Test
    void whatIsTooLargeWithoutSayingSo() {
        String chunk = Integer.toHexString(1 << 20) + "\r\n" + "x".repeat(1 << 20) + "\r\n";
        for (String route : List.of("file", "stage")) {
            String image = images.queued();
            var refused = images.raw(
                    "PUT",
                    "/v2/images/" + image + "/" + route,
                    "Content-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n",
                    chunk.repeat(4) + "1\r\ny\r\n0\r\n\r\n");
            assertThat(refused.status()).isEqualTo(413);
            assertThat(refused.header("Content-Type")).startsWith("text/plain");
            assertNothingLeft(image);
        }
    }

    private void assertNothingLeft(String image) {
        var shown = owner.get("/v2/images/" + image);
        assertThat(shown.text("status")).isEqualTo("queued");
        assertThat(shown.json().get("size").isNull()).isTrue();
        assertThat(shown.json().get("checksum").isNull()).isTrue();
        assertThat(shown.keys()).doesNotContain("stores");
        for (String store : List.of("fast", "cheap", MovingApi.HEAVY)) {
            assertThat(files(store)).noneMatch(name -> name.startsWith(image));
        }
        assertThat(api.catalog.staging().current(ImageId.of(image))).isEmpty();
    }

    private List<String> files(String folder) {
        if (!Files.isDirectory(directory.resolve(folder))) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory.resolve(folder))) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aNamedStore() {
        assertThat(owner.get("/v2/images/" + images.uploaded("cheap", "x")).text("stores"))
                .isEqualTo("cheap");
        for (String name : List.of("nowhere", "FAST", "os_glance_staging_store", "fast,cheap", "s".repeat(5000))) {
            String image = images.queued();
            String before = api.everythingOf(image);
            var refused = images.upload(image, "x", Map.of("X-Image-Meta-Store", name));
            assertThat(refused.status()).as(name).isEqualTo(400);
            assertThat(refused.body()).contains("Store for identifier " + name + " not found");
            assertThat(api.everythingOf(image)).isEqualTo(before);
        }
        String image = images.queued();
        var gone = images.upload(image, "x", Map.of("X-Image-Meta-Store", "web"));
        assertThat(gone.status()).isEqualTo(410);
        assertThat(gone.body()).contains("read-only");
        assertThat(images.upload("nothing", "x", Map.of("X-Image-Meta-Store", "nowhere"))
                        .status())
                .as("the store comes before the image")
                .isEqualTo(400);
        assertThat(images.stage(image, "x", Map.of("X-Image-Meta-Store", "nowhere"))
                        .status())
                .as("staging knows no stores")
                .isEqualTo(204);
    }

    @Test
    void theStoreOfABaseImage() {
        String base = images.stored("cheap", "fast", MovingApi.HEAVY);
        assertThat(storeAfter(base, Map.of())).as("the heaviest").isEqualTo(MovingApi.HEAVY);
        assertThat(storeAfter(base, Map.of("X-Image-Meta-Store", "cheap"))).isEqualTo("cheap");
        assertThat(storeAfter(images.stored("cheap"), Map.of())).isEqualTo("cheap");
        assertThat(storeAfter(images.stored("web", "cheap"), Map.of()))
                .as("writable")
                .isEqualTo("cheap");
        assertThat(storeAfter(images.stored("gone", "cheap"), Map.of()))
                .as("enabled")
                .isEqualTo("cheap");
        assertThat(storeAfter(images.stored("web", "gone"), Map.of())).isEqualTo("fast");
    }

    @Test
    void aBaseImageThatIsOfNoUseNeverFailsAnUpload() {
        String queued = images.queued();
        String deactivated = images.stored("cheap");
        owner.post("/v2/images/" + deactivated + "/actions/deactivate");
        String deleted = images.stored("cheap");
        owner.delete("/v2/images/" + deleted);
        Images others = new Images(api, api.owner());
        for (String base : List.of(
                UUID.randomUUID().toString(),
                queued,
                deactivated,
                deleted,
                others.stored("cheap"),
                "not-a-uuid",
                "",
                " ",
                "%00",
                "';--",
                "x".repeat(5000))) {
            assertThat(storeAfter(base, Map.of())).as(base).isEqualTo("fast");
        }
        String shared = others.stored("cheap");
        others.owner().post("/v2/images/" + shared + "/members", "{\"member\": \"" + owner.project() + "\"}");
        assertThat(storeAfter(shared, Map.of())).as("visible to a member").isEqualTo("cheap");
    }

    private String storeAfter(String base, Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        headers.put("X-OpenStack-Base-Image-Ref", base);
        String image = images.queued();
        assertThat(images.upload(image, "x", headers).status()).isEqualTo(204);
        return owner.get("/v2/images/" + image).text("stores");
    }

    @Test
    void whatCannotTakeBytes() {
        String active = images.uploaded("fast", "x");
        String conflict = "Image status transition from active to ";
        assertThat(images.upload(active, "y", Map.of()).body()).contains(conflict + "saving is not allowed");
        assertThat(images.stage(active, "y", Map.of()).body()).contains(conflict + "uploading is not allowed");
        String staged = images.staged();
        assertThat(images.upload(staged, "y", Map.of()).status()).isEqualTo(409);
        assertThat(images.stage(staged, "longer", Map.of()).status()).isEqualTo(409);
        assertThat(owner.get("/v2/images/" + staged).json().get("size").intValue())
                .isEqualTo(5);
        String formless = owner.create("{}").id();
        var refused = images.upload(formless, "y", Map.of());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body())
                .contains("Properties disk_format, container_format must be set prior to saving data.");
        assertThat(status(formless)).isEqualTo("queued");
        assertThat(images.stage(formless, "", Map.of()).status())
                .as("staging asks for no formats")
                .isEqualTo(204);
        for (String missing : List.of(UUID.randomUUID().toString(), "x")) {
            assertThat(images.upload(missing, "y", Map.of()).body()).contains("No image found with ID " + missing);
            assertThat(images.stage(missing, "y", Map.of()).status()).isEqualTo(404);
        }
    }

    @Test
    void whoMayUpload() {
        String image = images.queued();
        String before = api.everythingOf(image);
        for (String route : List.of("file", "stage")) {
            String path = "/v2/images/" + image + "/" + route;
            assertThat(owner.withRoles("reader")
                            .call("PUT", path, "x", Images.BYTES)
                            .status())
                    .isEqualTo(403);
            assertThat(api.owner().call("PUT", path, "x", Images.BYTES).status())
                    .isEqualTo(404);
        }
        assertThat(api.everythingOf(image)).isEqualTo(before);
        owner.patch(image, "[{\"op\": \"replace\", \"path\": \"/visibility\", \"value\": \"community\"}]");
        assertThat(api.owner().call("PUT", file(image), "x", Images.BYTES).status())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @CsvSource({
        "STORE_FULL,  WRITE,    413",
        "FORBIDDEN,   WRITE,    503",
        "FORBIDDEN,   PLACE,    503",
        "NOT_FOUND,   BEGIN,    503",
        "ALREADY_EXISTS, BEGIN, 503",
        "UNAVAILABLE, BEGIN,    503",
        "UNAVAILABLE, COMPLETE, 503",
        "TOO_LARGE,   WRITE,    413",
        "INTERNAL,    WRITE,    500"
    })
    void aStoreThatFails(FailureKind kind, Point point, int status) {
        api.heavy.with(Fault.failing(kind, "so it is").at(point));
        String image = images.queued();
        var failed = images.upload(image, "12345", Map.of("X-Image-Meta-Store", MovingApi.HEAVY));
        assertThat(failed.status()).as(failed.body()).isEqualTo(status);
        assertThat(failed.headers().containsKey("retry-after")).isEqualTo(status == 503);
        assertThat(failed.body().contains("store " + MovingApi.HEAVY)).isEqualTo(status != 500);
        api.heavy.heal();
        assertNothingLeft(image);
        assertThat(images.upload(image, "12345", Map.of("X-Image-Meta-Store", MovingApi.HEAVY))
                        .status())
                .isEqualTo(204);
    }

    /** A client that goes away, and an image that does. */
    @Test
    void whatEndsInTheMiddle() throws IOException {
        for (String route : List.of("file", "stage")) {
            String left = images.queued();
            try (Socket socket = begun(left, route)) {
                awaitStatus(left, route.equals("file") ? "saving" : "uploading");
                if (route.equals("stage")) {
                    assertThat(owner.post(
                                            "/v2/images/" + left + "/import",
                                            "{\"method\": {\"name\": \"glance-direct\"}}")
                                    .body())
                            .contains("needs to be staged before");
                }
                socket.shutdownOutput();
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer).startsWith("HTTP/1.1 400 ").contains("broke off");
            }
            awaitStatus(left, "queued");
            assertNothingLeft(left);

            String deleted = images.queued();
            try (Socket socket = begun(deleted, route)) {
                awaitStatus(deleted, route.equals("file") ? "saving" : "uploading");
                assertThat(owner.delete("/v2/images/" + deleted).status()).isEqualTo(204);
                socket.getOutputStream().write("67890".getBytes(StandardCharsets.UTF_8));
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                assertThat(answer).startsWith("HTTP/1.1 410 ");
            }
            assertThat(files("fast")).noneMatch(name -> name.startsWith(deleted));
        }
    }

    /** An upload of ten bytes, of which five are sent. */
    private Socket begun(String image, String route) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port());
        socket.getOutputStream()
                .write(("PUT /v2/images/" + image + "/" + route + " HTTP/1.1\r\nHost: h\r\nX-Auth-Token: "
                                + owner.token()
                                + "\r\nContent-Type: application/octet-stream\r\nContent-Length: 10\r\nConnection: close\r\n\r\n12345")
                        .getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private void awaitStatus(String image, String wanted) {
        while (!status(image).equals(wanted)) {
            Thread.onSpinWait();
        }
    }

    /** Bytes are kept as they come, whatever they are said to be encoded in. */
    @Test
    void encodingsAreNotUndone() {
        String image = images.queued();
        assertThat(images.upload(image, "not gzip", Map.of("Content-Encoding", "gzip"))
                        .status())
                .isEqualTo(204);
        assertThat(images.file("fast", image)).hasContent("not gzip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "x", "99999999999999999999", "1\r\nContent-Length: 2"})
    void lengthsThatAreNone(String length) {
        String image = images.queued();
        String before = api.everythingOf(image);
        var refused = images.raw(
                "PUT",
                file(image),
                "Content-Type: application/octet-stream\r\nContent-Length: " + length + "\r\n",
                "x");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(api.everythingOf(image)).isEqualTo(before);
    }
}
