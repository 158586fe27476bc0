package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.store.Fault;
import io.longshore.store.FaultyStore.Point;
import io.longshore.store.Gate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Image data that goes out: whole, in ranges, and from another copy where one fails. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DownloadTest {

    private static final String TEN = "0123456789";
    private static final String MD5_OF_TEN = "781e5e245d69b566979b86e28d23f2c7";

    @TempDir
    static Path directory;

    private MovingApi api;
    private Images images;
    private Client owner;
    private String ten = "";

    @BeforeAll
    void start() {
        api = new MovingApi(directory);
        owner = api.owner();
        images = new Images(api, owner);
        ten = images.uploaded("fast", TEN);
    }

    @AfterAll
    void stop() {
        api.close();
    }

    @AfterEach
    void heal() {
        api.heavy.heal();
        api.cheap.heal();
    }

    private static String file(String image) {
        return "/v2/images/" + image + "/file";
    }

    private Client.Answer get(String image, Map<String, String> headers) {
        return owner.call("GET", file(image), null, headers);
    }

    @Test
    void whole() {
        var answer = owner.get(file(ten));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(TEN);
        assertThat(answer.header("Content-Type")).isEqualTo("application/octet-stream");
        assertThat(answer.header("Content-Length")).isEqualTo("10");
        assertThat(answer.header("Content-Md5")).isEqualTo(MD5_OF_TEN);
        assertThat(answer.headers()).doesNotContainKeys("accept-ranges", "etag", "content-range");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Range | bytes=0-0 | 0 | 0-0",
                "Range | bytes=2-4 | 234 | 2-4",
                "Range | bytes=9-9 | 9 | 9-9",
                "Range | bytes=0-9 | 0123456789 | 0-9",
                "Range | bytes=5- | 56789 | 5-9",
                "Range | bytes=-3 | 789 | 7-9",
                "Range | bytes=-100 | 0123456789 | 0-9",
                "Range | bytes=8-100 | 89 | 8-9",
                "Range | bytes=8-99999999999999999999999999 | 89 | 8-9",
                "Range | bytes=-99999999999999999999999999 | 0123456789 | 0-9",
                "Content-Range | bytes 2-4/10 | 234 | 2-4",
                "Content-Range | bytes 2-4/* | 234 | 2-4",
                "Content-Range | bytes 0-9/10 | 0123456789 | 0-9"
            })
    void ranges(String header, String range, String bytes, String shown) {
        var answer = get(ten, Map.of(header, range));
        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo(bytes);
        assertThat(answer.header("Content-Range")).isEqualTo("bytes " + shown + "/10");
        assertThat(answer.header("Content-Length")).isEqualTo(Integer.toString(bytes.length()));
        assertThat(answer.header("Content-Md5")).as("of the whole image").isEqualTo(MD5_OF_TEN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Range | bytes=10- | 416",
                "Range | bytes=10-12 | 416",
                "Range | bytes=99999999999999999999999999- | 416",
                "Range | bytes=4-2 | 416",
                "Range | bytes=-0 | 416",
                "Range | bytes=- | 416",
                "Range | bytes= | 416",
                "Range | bytes=a-b | 416",
                "Range | bytes=1.5-2 | 416",
                "Range | bytes=--1 | 416",
                "Range | bytes | 416",
                "Range | items=0-1 | 416",
                "Range | x | 416",
                "Range | bytes=0-1,3-4 | 400",
                "Range | bytes=0-1, | 400",
                "Content-Range | bytes 2-10/10 | 416",
                "Content-Range | bytes 4-2/10 | 416",
                "Content-Range | bytes 2-/10 | 416",
                "Content-Range | bytes=2-4 | 416",
                "Content-Range | bytes 99999999999999999999-99999999999999999999/10 | 416",
                "Content-Range | x | 416"
            })
    void rangesThatAreNone(String header, String range, int status) {
        var answer = get(ten, Map.of(header, range));
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).contains(header.equals("Range") || status == 400 ? "ange" : "Range");
        assertThat(answer.headers()).doesNotContainKeys("content-md5", "content-range");
    }

    @Test
    void theWordsOfARefusedRange() {
        assertThat(get(ten, Map.of("Range", "bytes=10-")).body())
                .isEqualTo(
                        "416 Request Range Not Satisfiable\n\nThe Range requested is not available.\n\n Invalid start"
                                + " position in Range header. Start position MUST be in the inclusive range [0, 9].  ");
    }

    @Test
    void anEmptyImageHasNoRanges() {
        String empty = images.uploaded("fast", "");
        assertThat(owner.get(file(empty)).status()).isEqualTo(200);
        for (String range : List.of("bytes=0-", "bytes=0-0", "bytes=-1")) {
            assertThat(get(empty, Map.of("Range", range)).status()).isEqualTo(416);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"queued", "staged", "importing"})
    void withoutDataThereIsNothing(String state) {
        String image = state.equals("staged") ? images.staged() : images.queued();
        if (state.equals("importing")) {
            owner.post("/v2/images/" + image + "/import", ImportRequests.web(""));
        }
        var answer = get(image, Map.of("Range", "bytes=5-"));
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.header("Content-Length")).isEmpty();
        assertThat(answer.headers()).doesNotContainKeys("content-type", "content-md5");
    }

    @Test
    void theNextCopyWhereOneIsGone() throws IOException {
        String image = images.uploaded("fast", TEN);
        images.copied(image, "cheap", TEN);
        images.copied(image, MovingApi.HEAVY, TEN);
        api.heavy.with(
                Fault.failing(FailureKind.UNAVAILABLE, "connection refused").at(Point.READ));
        assertThat(owner.get(file(image)).body()).isEqualTo(TEN);
        Files.delete(images.file("cheap", image));
        assertThat(owner.get(file(image)).body()).isEqualTo(TEN);
        assertThat(get(image, Map.of("Range", "bytes=3-5")).body()).isEqualTo("345");
        Images.write(images.file("fast", image), "01234");
        var gone = owner.get(file(image));
        assertThat(gone.status()).isEqualTo(503);
        assertThat(gone.header("Retry-After")).isEqualTo("5");
        assertThat(gone.body())
                .contains("store " + MovingApi.HEAVY + ": connection refused")
                .contains("store cheap: ", "there is no such file")
                .contains("store fast: has 5 bytes instead of 10");
        assertThat(gone.headers()).doesNotContainKeys("content-md5");
        assertThat(get(image, Map.of("Range", "bytes=3-5")).status()).isEqualTo(503);
        api.heavy.heal();
        assertThat(owner.get(file(image)).body()).isEqualTo(TEN);
    }

    /** Who sends a file opens it when the status is out: so it has been opened and read before. */
    @Test
    void theNextCopyWhereOneIsThereAndCannotBeRead() throws IOException {
        String image = images.uploaded("fast", TEN);
        images.copied(image, "cheap", "cheap_copy");
        assertThat(owner.get(file(image)).body()).isEqualTo("cheap_copy");
        Fault denied = Fault.failing(FailureKind.FORBIDDEN, "permission denied").at(Point.READ);
        for (Fault fault : List.of(denied.fromCall(2), denied.afterBytes(0))) {
            api.cheap.heal();
            api.cheap.with(fault);
            assertThat(owner.get(file(image)).body()).isEqualTo(TEN);
            assertThat(get(image, Map.of("Range", "bytes=3-5")).body()).isEqualTo("345");
        }
        Files.delete(images.file("fast", image));
        var gone = owner.get(file(image));
        assertThat(gone.status()).isEqualTo(503);
        assertThat(gone.body()).contains("store cheap: permission denied").contains("store fast: ", "no such file");
    }

    @Test
    void allCopiesThatBreakOffAtOnceAreNamed() {
        String image = images.uploaded(MovingApi.HEAVY, TEN);
        api.heavy.with(Fault.failing(FailureKind.SOURCE_LOST, "it is gone")
                .at(Point.READ)
                .afterBytes(0));
        var gone = owner.get(file(image));
        assertThat(gone.status()).isEqualTo(503);
        assertThat(gone.body()).contains("No store has the image's data now: store reliable: it is gone");
    }

    @Test
    void aCopyThatCanOnlyBeReadFromItsBeginning() {
        String image = images.uploaded(MovingApi.HEAVY, TEN);
        api.heavy.with(Fault.failing(FailureKind.UNSUPPORTED, "does not let reading begin at a byte")
                .at(Point.READ)
                .fromCall(2));
        assertThat(get(image, Map.of("Range", "bytes=3-5")).status()).isEqualTo(400);
    }

    @Test
    void theNextCopyGoesOnWhereOneBreaksOff() {
        String bytes = "0123456789abcdef".repeat(1 << 16);
        String image = images.uploaded("fast", bytes);
        images.copied(image, MovingApi.HEAVY, bytes);
        Fault broken =
                Fault.failing(FailureKind.UNAVAILABLE, "connection reset").at(Point.READ);
        api.heavy.with(broken.afterBytes(300_001));
        assertThat(owner.get(file(image)).body()).isEqualTo(bytes);
        api.heavy.heal();
        api.heavy.with(broken.afterBytes(5));
        assertThat(get(image, Map.of("Range", "bytes=7-600006")).body()).isEqualTo(bytes.substring(7, 600_007));
    }

    @Test
    void anAnswerThatCannotGoOnIsNotTakenForWhole() {
        String image = images.uploaded(MovingApi.HEAVY, "x".repeat(1 << 20));
        api.heavy.with(Fault.failing(FailureKind.UNAVAILABLE, "connection reset")
                .at(Point.READ)
                .afterBytes(700_000));
        assertThatThrownBy(() -> owner.get(file(image))).hasRootCauseInstanceOf(IOException.class);
        api.heavy.heal();
        assertThat(owner.get(file(image)).status()).isEqualTo(200);
    }

    @Test
    void whatWasSentIsAnnounced() {
        String image = images.uploaded(MovingApi.HEAVY, TEN);
        owner.get(file(image));
        get(image, Map.of("Range", "bytes=2-4"));
        announced(
                image,
                "INFO",
                "{\"image_id\": \"" + image + "\", \"owner_id\": \"" + owner.project()
                        + "\", \"bytes_sent\": 10, \"receiver_user_id\": \"u\", \"receiver_tenant_id\": \""
                        + owner.project() + "\"}");
        announced(image, "INFO", "\"bytes_sent\": 3,");
        String large = images.uploaded(MovingApi.HEAVY, "x".repeat(1 << 20));
        api.heavy.with(Fault.failing(FailureKind.UNAVAILABLE, "connection reset")
                .at(Point.READ)
                .afterBytes(700_000));
        assertThatThrownBy(() -> owner.get(file(large))).isNotNull();
        announced(large, "ERROR", "\"bytes_sent\": ");
        String byKernel = images.uploaded("fast", TEN);
        owner.get(file(byKernel));
        announced(byKernel, "INFO", "\"bytes_sent\": 10,");
    }

    @Test
    void nothingIsSentToWhoHasLeft() throws IOException {
        String image = images.uploaded("cheap", TEN);
        Gate gate = new Gate();
        api.cheap.with(Fault.blocking(gate).at(Point.READ));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), api.server.port())) {
            socket.getOutputStream()
                    .write(("GET " + file(image) + " HTTP/1.1\r\nHost: h\r\nX-Auth-Token: " + owner.token()
                                    + "\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            gate.awaitArrival();
            socket.setSoLinger(true, 0);
        }
        gate.open();
        announced(image, "ERROR", "\"bytes_sent\": 0,");
    }

    private void announced(String image, String priority, String words) {
        Patience.until(() -> words + " of " + api.everythingOf(image), () -> {
            String events = api.everythingOf(image).replaceFirst("(?s).*(?=\nevents: )", "");
            return events.contains("image.send")
                    && events.contains("\"priority\": \"" + priority + "\"")
                    && events.contains(words);
        });
    }

    @Test
    void preferredStoresComeFirst() {
        String image = images.uploaded("fast", TEN);
        images.copied(image, "cheap", "cheap_copy");
        images.copied(image, MovingApi.HEAVY, "heavy_copy");
        assertThat(owner.get(file(image)).body()).isEqualTo("heavy_copy");
        assertThat(owner.get(file(image) + "?prefer=cheap").body()).isEqualTo("cheap_copy");
        assertThat(owner.get(file(image) + "?prefer=fast,cheap").body())
                .as("among the preferred, the image's order")
                .isEqualTo("cheap_copy");
        assertThat(owner.get(file(image) + "?prefer=web").body())
                .as("a store without a copy")
                .isEqualTo("heavy_copy");
        for (String prefer : List.of("nowhere", "fast,nowhere", "", "fast,", "FAST", "%20")) {
            assertThat(owner.get(file(image) + "?prefer=" + prefer).status())
                    .as(prefer)
                    .isEqualTo(400);
        }
    }

    @Test
    void whoMayDownload() {
        String image = images.uploaded("fast", TEN);
        Client member = api.owner();
        assertThat(owner.withRoles("reader").get(file(image)).status()).isEqualTo(403);
        assertThat(member.get(file(image)).status()).isEqualTo(404);
        owner.post("/v2/images/" + image + "/members", "{\"member\": \"" + member.project() + "\"}");
        assertThat(member.get(file(image)).status()).isEqualTo(200);
        owner.post("/v2/images/" + image + "/actions/deactivate");
        assertThat(owner.get(file(image)).status()).isEqualTo(403);
        assertThat(member.get(file(image)).status()).isEqualTo(403);
        assertThat(api.admin().get(file(image)).body()).isEqualTo(TEN);
        for (String missing : List.of("nothing", "00000000-0000-4000-8000-000000000000")) {
            assertThat(owner.get(file(missing)).body()).contains("No image found with ID " + missing);
        }
    }
}
