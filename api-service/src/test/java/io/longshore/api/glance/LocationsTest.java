package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.ObjectUrl;
import io.longshore.store.MemoryStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LocationsTest {

    @TempDir
    static Path directory;

    private LocatedApi api;

    private Client owner;
    private Client service;

    @BeforeAll
    void start() {
        api = new LocatedApi(new ShownLocations(true, true), directory.resolve("staging"));
        api.hash();
        owner = api.stranger("member", "reader");
        service = owner.withRoles("member", "reader", "service");
    }

    @AfterAll
    void stop() {
        api.close();
    }

    private String queued() {
        return owner.create("{\"disk_format\": \"raw\", \"container_format\": \"bare\"}")
                .id();
    }

    private static String path(String id) {
        return "/v2/images/" + id + "/locations";
    }

    private static String body(ObjectUrl url, String validation) {
        return "{\"url\": \"" + url.value() + "\"" + validation + "}";
    }

    private static String validation(String algorithm, String value) {
        return ", \"validation_data\": {\"os_hash_algo\": \"" + algorithm + "\", \"os_hash_value\": \"" + value + "\"}";
    }

    private static String hash(String algorithm, String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private void becomes(String id, String field, String value) {
        Patience.until(
                () -> owner.get("/v2/images/" + id).body(),
                () -> owner.get("/v2/images/" + id).text(field).equals(value));
    }

    private String registered(MemoryStore store, String text) {
        String id = queued();
        assertThat(service.post(path(id), body(LocatedApi.object(store, text), ""))
                        .status())
                .isEqualTo(202);
        return id;
    }

    private Client.Answer patch(Client caller, String id, String op, String where, String value) {
        return caller.patch(id, "[{\"op\": \"" + op + "\", \"path\": \"/locations" + where + "\"" + value + "}]");
    }

    private static String value(ObjectUrl url, String metadata) {
        return ", \"value\": {\"url\": \"" + url.value() + "\", \"metadata\": " + metadata + "}";
    }

    @Test
    void aServiceMakesAnObjectAnImage() throws Exception {
        ObjectUrl url = LocatedApi.object(api.near, "a disk");
        String id = queued();
        var accepted = service.post(path(id), body(url, ", \"validation_data\": {}"));
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        assertThat(accepted.body()).isEmpty();
        var image = owner.get("/v2/images/" + id);
        assertThat(image.text("status")).isEqualTo("active");
        assertThat(image.json().path("size").asLong()).isEqualTo(6);
        assertThat(image.text("stores")).isEqualTo("near");
        assertThat(image.text("direct_url")).isEqualTo(url.value());
        assertThat(image.json().path("locations").toString())
                .isEqualTo("[{\"url\":\"" + url.value() + "\",\"metadata\":{\"store\":\"near\"}}]");
        assertThat(service.get(path(id)).body())
                .isEqualTo(image.json().path("locations").toString());
        becomes(id, "os_hash_value", hash("SHA-512", "a disk"));
        assertThat(owner.get("/v2/images/" + id).text("checksum")).isEqualTo(hash("MD5", "a disk"));
        assertThat(service.post(path(id), body(url, "")).status())
                .as("not queued any more")
                .isEqualTo(409);
    }

    @Test
    void aServiceMayActForTheImagesOwner() {
        ObjectUrl url = LocatedApi.object(api.near, "of a service");
        String id = queued();
        for (String holder : new String[] {"nova:services:member", "nova:services:service"}) {
            var answer = owner.call(
                    "POST",
                    path(id),
                    body(url, ""),
                    Map.of("Content-Type", "application/json", "X-Service-Token", holder));
            assertThat(answer.status()).as(holder).isEqualTo(holder.endsWith("service") ? 202 : 403);
        }
        assertThat(owner.get("/v2/images/" + id).text("status")).isEqualTo("active");
        assertThat(owner.call("GET", path(id), null, Map.of("X-Service-Token", "nova:services:service"))
                        .body())
                .contains(url.value());
    }

    @Test
    void anImageHasItsFormatsBeforeItHasData() {
        ObjectUrl url = LocatedApi.object(api.near, "formats");
        String id = owner.create("{\"disk_format\": \"raw\"}").id();
        String before = owner.get("/v2/images/" + id).body();
        var posted = service.post(path(id), body(url, ""));
        assertThat(posted.status()).isEqualTo(400);
        assertThat(posted.body()).contains("Properties container_format must be set prior to saving data.");
        assertThat(patch(owner, id, "add", "/-", value(url, "{}")).status()).isEqualTo(400);
        assertThat(owner.get("/v2/images/" + id).body()).isEqualTo(before);
        var both = owner.patch(
                id,
                "[{\"op\": \"replace\", \"path\": \"/container_format\", \"value\": \"bare\"}, "
                        + "{\"op\": \"add\", \"path\": \"/locations/-\"" + value(url, "{}") + "}]");
        assertThat(both.text("status")).as(both.body()).isEqualTo("active");
    }

    @Test
    void whatAPatchSaysOfTheBytesMustBeSo() throws Exception {
        ObjectUrl url = LocatedApi.object(api.near, "said");
        String id = queued();
        String said = value(url, "{}").replaceFirst("}$", validation("sha512", hash("SHA-512", "said")) + "}");
        String other = said.replace(hash("SHA-512", "said"), hash("SHA-512", "other"));
        for (String[] wrong : new String[][] {
            {"\"os_hash_algo\"", "\"algo\"", "400"},
            {"\"os_hash_algo\"", "\"checksum\": \"00\", \"os_hash_algo\"", "400"},
            {"\"os_hash_algo\"", "\"checksum\": \"" + "zz".repeat(16) + "\", \"os_hash_algo\"", "409"},
            {"\"sha512\"", "\"sha256\"", "409"},
            {hash("SHA-512", "said"), "zz".repeat(64), "409"},
            {hash("SHA-512", "said"), "00", "409"},
        }) {
            assertThat(patch(owner, id, "add", "/-", said.replace(wrong[0], wrong[1]))
                            .status())
                    .as(wrong[1])
                    .isEqualTo(Integer.parseInt(wrong[2]));
        }
        assertThat(owner.get("/v2/images/" + id).text("status")).isEqualTo("queued");
        var added = patch(owner, id, "add", "/-", said);
        assertThat(added.text("status")).isEqualTo("active");
        assertThat(added.text("os_hash_value")).as("shown at once").isEqualTo(hash("SHA-512", "said"));
        assertThat(added.text("os_hash_algo")).isEqualTo("sha512");
        becomes(id, "checksum", hash("MD5", "said"));
        ObjectUrl more = LocatedApi.object(api.far, "said");
        assertThat(patch(owner, id, "add", "/-", other.replace(url.value(), more.value()))
                        .status())
                .isEqualTo(409);
        assertThat(patch(owner, id, "add", "/-", said.replace(url.value(), more.value()))
                        .text("stores"))
                .isEqualTo("far,near");
    }

    @ParameterizedTest
    @CsvSource({"MD5,said,active", "MD5,other,deactivated"})
    void aChecksumIsProvedToo(String algorithm, String text, String status) throws Exception {
        String id = queued();
        String checksum = hash(algorithm, text);
        String said = value(LocatedApi.object(api.near, "said"), "{}")
                .replaceFirst(
                        "}$",
                        validation("sha512", hash("SHA-512", "said"))
                                        .replace("{\"", "{\"checksum\": \"" + checksum + "\", \"")
                                + "}");
        assertThat(patch(owner, id, "add", "/-", said).text("checksum")).isEqualTo(checksum);
        becomes(id, "status", status);
    }

    /** It is the image's at once, as with Glance, and no longer than until somebody has read it. */
    @Test
    void aCopyOfOtherBytesIsTheImagesNoMore() throws Exception {
        String id = registered(api.near, "right");
        becomes(id, "os_hash_value", hash("SHA-512", "right"));
        ObjectUrl longer = LocatedApi.object(api.far, "longer");
        var refused = patch(owner, id, "add", "/-", value(longer, "{}"));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("has 6 bytes", "has 5.");
        ObjectUrl wrong = LocatedApi.object(api.far, "wrong");
        assertThat(patch(owner, id, "add", "/-", value(wrong, "{}")).text("stores"))
                .isEqualTo("far,near");
        becomes(id, "stores", "near");
        assertThat(api.far.addresses()).as("it never was ours").contains(wrong, longer);
        assertThat(owner.get("/v2/images/" + id).text("status")).isEqualTo("active");
        assertThat(owner.get("/v2/images/" + id + "/file").body()).isEqualTo("right");
    }

    @Test
    void aQueuedImageMayHaveAllItsCopiesAtOnce() throws Exception {
        String id = queued();
        ObjectUrl near = LocatedApi.object(api.near, "first");
        ObjectUrl far = LocatedApi.object(api.far, "other");
        String both = ", \"value\": [{\"url\": \"" + near.value() + "\", \"metadata\": {}"
                + validation("sha512", hash("SHA-512", "first")) + "}, {\"url\": \"" + far.value()
                + "\", \"metadata\": {}}]";
        String conflicting =
                both.replaceFirst("}]$", Matcher.quoteReplacement(validation("sha512", hash("SHA-512", "x")) + "}]"));
        assertThat(patch(owner, id, "replace", "", conflicting).status()).isEqualTo(409);
        String eleven = ", \"value\": ["
                + IntStream.range(0, 11)
                        .mapToObj(n -> "{\"url\": \"" + near.value() + n + "\", \"metadata\": {}}")
                        .collect(Collectors.joining(", "))
                + "]";
        assertThat(patch(owner, id, "replace", "", eleven).status()).isEqualTo(413);
        assertThat(owner.get("/v2/images/" + id).text("status")).isEqualTo("queued");
        var replaced = patch(owner, id, "replace", "", both);
        assertThat(replaced.text("status")).as(replaced.body()).isEqualTo("active");
        assertThat(replaced.text("stores")).isEqualTo("far,near");
        becomes(id, "stores", "near");
        becomes(id, "status", "active");
    }

    @Test
    void bytesThatAreOthersThanAPatchHasSaidAreNotHandedOut() throws Exception {
        String id = queued();
        String said = value(LocatedApi.object(api.near, "others"), "{}")
                .replaceFirst("}$", validation("sha512", hash("SHA-512", "said")) + "}");
        assertThat(patch(owner, id, "add", "/-", said).text("status")).isEqualTo("active");
        becomes(id, "status", "deactivated");
        assertThat(owner.get("/v2/images/" + id + "/file").status()).isEqualTo(403);
        assertThat(owner.get("/v2/images/" + id).json().path("os_hash_value").isNull())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"md5,MD5", "sha1,SHA-1", "sha256,SHA-256", "sha512,SHA-512"})
    void whatWasSaidIsProvedFirst(String algorithm, String java) throws Exception {
        String right = queued();
        String wrong = queued();
        ObjectUrl url = LocatedApi.object(api.far, algorithm);
        ObjectUrl kept = LocatedApi.object(api.far, "other " + algorithm);
        String said = validation(algorithm, hash(java, algorithm));
        assertThat(service.post(path(right), body(url, said)).status()).isEqualTo(202);
        becomes(right, "status", "active");
        assertThat(owner.get("/v2/images/" + right).text("os_hash_value")).isEqualTo(hash("SHA-512", algorithm));
        assertThat(service.post(path(wrong), body(kept, said)).status()).isEqualTo(202);
        becomes(wrong, "status", "queued");
        var image = owner.get("/v2/images/" + wrong).json();
        assertThat(image.path("locations").isEmpty()).isTrue();
        assertThat(image.path("size").isNull()).isTrue();
        assertThat(api.far.addresses()).as("it never was ours").contains(kept);
        assertThat(service.post(path(wrong), body(kept, "")).status())
                .as("the image may have it without a promise")
                .isEqualTo(202);
    }

    @Test
    void refusals() {
        String id = queued();
        ObjectUrl url = LocatedApi.object(api.near, "x");
        String absent = api.near
                .addresses()
                .getFirst()
                .value()
                .replaceAll("[^/]+$", UUID.randomUUID().toString());
        for (String wrong : new String[] {
            "{}",
            "{\"url\": 5}",
            "{\"url\": \"\"}",
            "{\"url\": \"memory://near/x\", \"metadata\": {}}",
            body(url, ", \"validation_data\": 5"),
            body(url, ", \"validation_data\": {\"os_hash_algo\": \"md5\"}"),
            body(url, ", \"validation_data\": {\"checksum\": \"00\"}"),
            body(url, validation("crc32", "00")),
            body(url, validation("md5", "00")),
            body(url, validation("md5", "zz".repeat(16))),
            body(ObjectUrl.of("memory://nearer/x"), ""),
            body(ObjectUrl.of("rbd://f/p/i/snap"), ""),
            body(ObjectUrl.of("file:///etc/passwd"), ""),
            body(ObjectUrl.of("filesystem:///etc/passwd"), ""),
            body(ObjectUrl.of("swift+config://ref/c/o"), ""),
            body(ObjectUrl.of(absent), ""),
            body(LocatedApi.object(api.near, ""), "")
        }) {
            assertThat(service.post(path(id), wrong).status()).as(wrong).isEqualTo(400);
        }
        assertThat(service.post(path(UUID.randomUUID().toString()), body(url, ""))
                        .status())
                .isEqualTo(404);
        assertThat(owner.post(path(id), body(url, "")).status())
                .as("people register the web alone")
                .isEqualTo(403);
        assertThat(owner.withRoles("reader").post(path(id), body(url, "")).status())
                .isEqualTo(403);
        assertThat(owner.get(path(id)).status()).isEqualTo(403);
        assertThat(api.stranger("member", "reader").get(path(id)).status()).isEqualTo(404);
        assertThat(owner.get("/v2/images/" + id).text("status")).isEqualTo("queued");
        assertThat(service.get(path(id)).body()).isEqualTo("[]");
    }

    @Test
    void anObjectBelongsToOneImage() {
        ObjectUrl url = LocatedApi.object(api.near, "one");
        String first = queued();
        String second = queued();
        assertThat(service.post(path(first), body(url, "")).status()).isEqualTo(202);
        assertThat(service.post(path(second), body(url, "")).status()).isEqualTo(409);
        assertThat(owner.delete("/v2/images/" + first).status()).isEqualTo(204);
        assertThat(api.near.addresses()).as("deleted as our own").doesNotContain(url);
        assertThat(service.post(path(second), body(url, "")).status()).isEqualTo(400);
    }

    @Test
    void aPieceOfAnObjectBelongsToWhomTheObjectDoes() {
        ObjectUrl whole = LocatedApi.object(api.near, "whole");
        ObjectUrl piece = LocatedApi.object(api.near, ObjectUrl.of(whole.value() + "-00001"), "a piece");
        String id = queued();
        assertThat(patch(owner, id, "add", "/-", value(piece, "{}")).status()).isEqualTo(409);
        assertThat(service.post(path(id), body(piece, "")).status()).isEqualTo(409);
        assertThat(owner.get("/v2/images/" + id).text("status")).isEqualTo("queued");
    }

    @Test
    void copiesAreAddedDescribedAndRemoved() {
        String id = registered(api.near, "many");
        ObjectUrl more = LocatedApi.object(api.far, "many");
        var added = patch(owner, id, "add", "/-", value(more, "{\"store\": \"far\", \"note\": {\"a\": [\"b\"]}}"));
        assertThat(added.status()).as(added.body()).isEqualTo(200);
        assertThat(added.text("stores")).isEqualTo("far,near");
        assertThat(added.text("direct_url")).isEqualTo(more.value());
        assertThat(added.json().at("/locations/0/metadata/note/a/0").asString()).isEqualTo("b");
        assertThat(patch(owner, id, "add", "/-", value(more, "{}")).status()).isEqualTo(400);
        ObjectUrl third = LocatedApi.object(api.far, "many");
        assertThat(patch(owner, id, "add", "/-", value(third, "{}")).status())
                .as("one copy in a store")
                .isEqualTo(409);
        assertThat(patch(owner, id, "add", "/-", value(third, "{\"store\": \"near\"}"))
                        .status())
                .isEqualTo(400);
        assertThat(patch(owner, id, "add", "/-", value(third, "{\"n\": 5}")).status())
                .isEqualTo(400);
        assertThat(patch(
                                owner,
                                id,
                                "replace",
                                "",
                                ", \"value\": [{\"url\": \"" + more.value() + "\", \"metadata\": {}}]")
                        .status())
                .as("addresses stay")
                .isEqualTo(400);
        assertThat(patch(owner, id, "replace", "", ", \"value\": []").status()).isEqualTo(403);
        String near = added.json().at("/locations/1/url").asString();
        var replaced = patch(
                owner,
                id,
                "replace",
                "",
                ", \"value\": [{\"url\": \"" + near + "\", \"metadata\": {\"k\": \"v\"}}, {\"url\": \"" + more.value()
                        + "\", \"metadata\": {}}]");
        assertThat(replaced.json().path("locations").toString())
                .isEqualTo("[{\"url\":\"" + more.value() + "\",\"metadata\":{\"store\":\"far\"}},{\"url\":\"" + near
                        + "\",\"metadata\":{\"k\":\"v\",\"store\":\"near\"}}]");
        assertThat(patch(owner, id, "remove", "/0", "").status())
                .as("delete_image_location")
                .isEqualTo(403);
        Client admin = owner.withRoles("admin");
        assertThat(patch(admin, id, "remove", "/2", "").status()).isEqualTo(400);
        assertThat(patch(admin, id, "remove", "/0", "").text("stores")).isEqualTo("near");
        assertThat(api.far.addresses()).doesNotContain(more).contains(third);
        var last = patch(admin, id, "remove", "/0", "");
        assertThat(last.status()).isEqualTo(403);
        assertThat(last.body()).contains("Cannot remove last location in the image.");
    }

    @Test
    void aQueuedImageIsActiveWithItsFirstCopy() throws Exception {
        String id = queued();
        assertThat(patch(owner.withRoles("admin"), id, "remove", "/0", "").status())
                .isEqualTo(409);
        ObjectUrl url = LocatedApi.object(api.near, "first");
        var added = patch(owner, id, "add", "/-", value(url, "{}"));
        assertThat(added.text("status")).isEqualTo("active");
        assertThat(added.json().path("size").asLong()).isEqualTo(5);
        becomes(id, "os_hash_value", hash("SHA-512", "first"));
        owner.post("/v2/images/" + id + "/actions/deactivate");
        assertThat(patch(owner, id, "add", "/-", value(LocatedApi.object(api.far, "first"), "{}"))
                        .status())
                .isEqualTo(409);
        String same = ", \"value\": [{\"url\": \"" + url.value() + "\", \"metadata\": {}}]";
        assertThat(patch(owner.withRoles("admin"), id, "replace", "", same).status())
                .isEqualTo(409);
        assertThat(patch(owner.withRoles("admin"), id, "remove", "/0", "").status())
                .isEqualTo(409);
        var deactivated = owner.get("/v2/images/" + id);
        assertThat(deactivated.json().path("locations").toString()).isEqualTo("[]");
        assertThat(deactivated.keys()).doesNotContain("direct_url", "stores");
    }

    @Test
    void onlyWhatIsToBeShownIsShown() {
        try (var hiding = new LocatedApi(ShownLocations.NONE, directory.resolve("hiding"));
                var direct = new LocatedApi(new ShownLocations(true, false), directory.resolve("direct"))) {
            for (LocatedApi other : new LocatedApi[] {hiding, direct}) {
                Client caller = other.stranger("member", "reader", "service");
                String id = caller.create("{\"disk_format\": \"raw\", \"container_format\": \"bare\"}")
                        .id();
                assertThat(caller.get("/v2/images/" + id).keys()).doesNotContain("locations", "direct_url");
                assertThat(caller.post(path(id), body(LocatedApi.object(other.near, "x"), ""))
                                .status())
                        .isEqualTo(202);
                assertThat(caller.get("/v2/images/" + id).keys())
                        .doesNotContain("locations")
                        .contains("stores");
                assertThat(caller.get("/v2/images/" + id).keys().contains("direct_url"))
                        .isEqualTo(other == direct);
                assertThat(patch(caller, id, "add", "/-", value(LocatedApi.object(other.far, "x"), "{}"))
                                .status())
                        .isEqualTo(403);
            }
        }
    }
}
