package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.wiring.ApiSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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

    /** As Glance says it, whatever the client would like to read. */
    @Test
    void someRefusalsAreAlwaysPlainText() {
        Map<String, String> json = Map.of("Accept", "application/json");
        for (Map<String, String> wrong : List.of(
                Map.of("X-Image-Meta-Store", "nowhere"),
                Map.of("X-Image-Meta-Store", "web"),
                Map.of("X-OpenStack-Image-Size", "7"),
                Map.of("X-OpenStack-Image-Size", "4194305"))) {
            Map<String, String> headers = new HashMap<>(json);
            headers.putAll(wrong);
            var refused = images.upload(images.queued(), "x", headers);
            assertThat(refused.status()).isIn(400, 410, 413);
            assertThat(refused.header("Content-Type")).as(refused.body()).startsWith("text/plain");
        }
        assertThat(images.upload("nothing", "x", json).header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void withoutItsMethodThereIsNoStaging(@TempDir Path other) {
        ApiSettings some = ApiSettings.defaults();
        WireSettings wire = some.wire();
        var settings = new ApiSettings(
                some.address(),
                0,
                new WireSettings(null, List.of("web-download"), wire.jsonBodyBytes(), wire.retryAfter()),
                some.limits(),
                some.copyImage());
        try (var without = new MovingApi(other, settings)) {
            var there = new Images(without, without.owner());
            String image = there.queued();
            assertThat(there.owner()
                            .call("PUT", "/v2/images/" + image + "/stage", "x", Map.of("Content-Type", "text/plain"))
                            .status())
                    .as("before anything else is looked at")
                    .isEqualTo(404);
            assertThat(there.owner()
                            .post(ImportRequests.of(image), "{\"method\": {\"name\": \"glance-direct\"}}")
                            .body())
                    .contains("Unknown import method name 'glance-direct'");
            assertThat(there.owner().create("{}").header("Openstack-Image-Import-Methods"))
                    .isEqualTo("web-download");
            assertThat(there.owner().get("/v2/info/import").body()).contains("[\"web-download\"]");
        }
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
    void aStoreWithoutANameIsAsUnknownAsAnyOther() {
        String image = images.queued();
        String before = api.everythingOf(image);
        for (String blank : List.of("", " ")) {
            var refused = images.raw(
                    "PUT",
                    file(image),
                    "Content-Type: application/octet-stream\r\nContent-Length: 1\r\nX-Image-Meta-Store: " + blank
                            + "\r\n",
                    "x");
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.body()).contains("Store for identifier  not found");
            assertThat(api.everythingOf(image)).isEqualTo(before);
        }
    }

    /** What there is to be said of the image comes first. */
    @Test
    void aStoreThatIsOnlyReadIsGoneForUploads() {
        Map<String, String> web = Map.of("X-Image-Meta-Store", "web");
        String image = images.queued();
        String before = api.everythingOf(image);
        var gone = images.upload(image, "x", web);
        assertThat(gone.status()).isEqualTo(410);
        assertThat(gone.body()).contains("read-only");
        assertThat(new Images(api, owner.withRoles("reader"))
                        .upload(image, "x", web)
                        .status())
                .isEqualTo(403);
        assertThat(new Images(api, api.owner()).upload(image, "x", web).status())
                .isEqualTo(404);
        assertThat(api.everythingOf(image)).isEqualTo(before);
        assertThat(images.upload(UUID.randomUUID().toString(), "x", web).status())
                .isEqualTo(404);
        assertThat(images.upload(images.stored("fast"), "x", web).status()).isEqualTo(409);
        assertThat(images.upload(owner.create("{}").id(), "x", web).status()).isEqualTo(400);
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

    /** Bytes are kept as they come, whatever they are said to be encoded in. */
    @Test
    void encodingsAreNotUndone() {
        String image = images.queued();
        assertThat(images.upload(image, "not gzip", Map.of("Content-Encoding", "gzip"))
                        .status())
                .isEqualTo(204);
        assertThat(images.file("fast", image)).hasContent("not gzip");
    }
}
