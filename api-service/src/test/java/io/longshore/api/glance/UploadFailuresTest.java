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

/** Uploads and stagings that come to nothing: the image is as it was, and nothing is left in any store. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class UploadFailuresTest {

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

    /** Long before the lease of whoever wrote it runs out. */
    @ParameterizedTest
    @CsvSource({"file, saving", "stage, uploading"})
    void whatFailsWhileTheCatalogIsAwayIsPutBackWhenItIsThere(String route, String writing) throws IOException {
        String image = images.queued();
        try (Socket socket = begun(image, route)) {
            awaitStatus(image, writing);
            api.fragile.goAway();
            assertThat(answer(socket)).startsWith("HTTP/1.1 503 ").contains("Retry-After: 5");
        } finally {
            api.fragile.comeBack();
        }
        awaitStatus(image, "queued");
        Patience.until(
                () -> "the bytes of " + image + " are gone",
                () -> Stream.of("fast", "cheap", MovingApi.HEAVY)
                        .flatMap(store -> files(store).stream())
                        .noneMatch(name -> name.startsWith(image)));
        assertNothingLeft(image);
    }

    /** Who does not hear that all is well asks. */
    @ParameterizedTest
    @CsvSource({"file, saving, insert into locations, active", "stage, uploading, set sealed = true, uploading"})
    void whatSucceedsIsNotTakenForFailed(String route, String writing, String last, String after) throws IOException {
        String image = images.queued();
        try (Socket socket = begun(image, route)) {
            awaitStatus(image, writing);
            api.fragile.loseAnswerTo(last);
            assertThat(answer(socket)).startsWith("HTTP/1.1 204 ");
        }
        var shown = owner.get("/v2/images/" + image);
        assertThat(shown.text("status")).isEqualTo(after);
        assertThat(shown.json().get("size").intValue()).isEqualTo(10);
    }

    /** Sends the other five bytes. */
    private static String answer(Socket socket) throws IOException {
        socket.getOutputStream().write("67890".getBytes(StandardCharsets.UTF_8));
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
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
        Patience.until(() -> image + " is " + wanted, () -> status(image).equals(wanted));
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
