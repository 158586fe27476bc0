package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.catalog.HashingCatalog.Hashing;
import io.longshore.catalog.LocationCatalog.Change;
import io.longshore.catalog.LocationCatalog.Registration;
import io.longshore.image.ContentHashes;
import io.longshore.image.ContentManifest;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What becomes of registered images, and how far they are, while nobody hashes, somebody died at it, or it fails. */
final class RegistrationTasksTest {

    private static final String WRONG =
            ", \"validation_data\": {\"os_hash_algo\": \"md5\", \"os_hash_value\": \"" + "0".repeat(32) + "\"}";

    @TempDir
    Path directory;

    private LocatedApi api;
    private Client owner;

    @BeforeEach
    void start() {
        api = new LocatedApi(new ShownLocations(true, true), directory);
        owner = api.stranger("member", "reader");
    }

    @AfterEach
    void stop() {
        api.close();
    }

    private String registered(String text, String validation) {
        String id = owner.create("{\"disk_format\": \"raw\", \"container_format\": \"bare\"}")
                .id();
        ObjectUrl url = LocatedApi.object(api.near, text);
        var accepted = owner.withRoles("service", "reader", "member")
                .call(
                        "POST",
                        "/v2/images/" + id + "/locations",
                        "{\"url\": \"" + url.value() + "\"" + validation + "}",
                        Map.of("X-Openstack-Request-Id", "req-" + text, "Content-Type", "application/json"));
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        return id;
    }

    private JsonNode task(String image) {
        return owner.get("/v2/images/" + image + "/tasks").json().at("/tasks/0");
    }

    private String becomes(String image, String status) {
        Patience.until(
                () -> task(image).toString(),
                () -> task(image).path("status").asString().equals(status));
        return task(image).path("message").asString();
    }

    @Test
    void aRegistrationIsATask() {
        String image = registered("bytes", "");
        JsonNode pending = task(image);
        assertThat(pending.path("type").asString()).isEqualTo("location_import");
        assertThat(pending.path("status").asString()).isEqualTo("pending");
        assertThat(pending.path("request_id").asString()).isEqualTo("req-bytes");
        assertThat(pending.path("owner").asString()).isEqualTo(owner.project());
        assertThat(pending.path("expires_at").isNull()).isTrue();
        assertThat(pending.path("result").isNull()).isTrue();
        assertThat(pending.at("/input/image_id").asString()).isEqualTo(image);
        assertThat(pending.at("/input/loc_url").asString()).startsWith("memory://near/");
        assertThat(pending.at("/input/validation_data").isEmpty()).isTrue();
        String id = pending.path("id").asString();
        Client admin = owner.withRoles("admin");
        assertThat(admin.get("/v2/tasks/" + id).text("type")).isEqualTo("location_import");
        assertThat(admin.get("/v2/tasks?status=pending").each("tasks", "id")).containsExactly(id);
        assertThat(admin.get("/v2/tasks?status=success").each("tasks", "id")).isEmpty();
        assertThat(admin.get("/v2/tasks?sort_key=type&marker=" + id).each("tasks", "id"))
                .isEmpty();

        api.hash();
        assertThat(becomes(image, "success")).isEmpty();
        assertThat(task(image).at("/result/image_id").asString()).isEqualTo(image);
        assertThat(task(image).path("expires_at").isNull()).isFalse();
        assertThat(admin.get("/v2/tasks?status=success").each("tasks", "id")).containsExactly(id);
    }

    @Test
    void whatIsNotAsWasSaidFailsAndSaysWhy() {
        api.hash();
        String image = registered("bytes", WRONG);
        assertThat(becomes(image, "failure")).contains("the bytes do not have the md5 that was said");
        assertThat(owner.get("/v2/images/" + image).text("status")).isEqualTo("queued");
        assertThat(task(image).at("/input/validation_data/os_hash_algo").asString())
                .isEqualTo("md5");
    }

    @Test
    void whatIsGoneCannotBeHashed() {
        String image = registered("bytes", "");
        api.near.delete(api.near.addresses().getFirst());
        api.hash();
        assertThat(becomes(image, "success")).contains("there is no such object");
        var shown = owner.get("/v2/images/" + image);
        assertThat(shown.text("status")).isEqualTo("active");
        assertThat(shown.json().path("os_hash_value").isNull()).isTrue();
    }

    @Test
    void aDeletedImageIsNotHashed() {
        String image = registered("bytes", WRONG);
        UUID worker = UUID.randomUUID();
        Hashing hashing = api.catalog.hashings().take(worker).orElseThrow();
        assertThat(task(image).path("status").asString()).isEqualTo("processing");
        String task = task(image).path("id").asString();
        assertThat(owner.get("/v2/images/" + image).text("status")).isEqualTo("importing");
        assertThat(owner.delete("/v2/images/" + image).status()).isEqualTo(204);
        assertThat(api.catalog.hashings().renew(hashing, worker)).isFalse();
        api.catalog.hashings().abandon(hashing, worker, "too late", false);
        var shown = owner.withRoles("admin").get("/v2/tasks/" + task);
        assertThat(shown.text("status")).isEqualTo("failure");
        assertThat(shown.text("message")).isEqualTo("the image was deleted");
        assertThat(api.near.addresses()).isEmpty();
    }

    @Test
    void anotherGoesOnWhereOneDied() {
        String image = registered("bytes", "");
        UUID dead = UUID.randomUUID();
        Hashing hashing = api.catalog.hashings().take(dead).orElseThrow();
        assertThat(hashing.image()).isEqualTo(ImageId.of(image));
        assertThat(api.catalog.hashings().take(UUID.randomUUID()))
                .as("while its lease holds")
                .isEmpty();
        api.loseHashingLeases();
        api.hash();
        becomes(image, "success");
        String hashed = owner.get("/v2/images/" + image).body();
        assertThat(api.catalog.hashings().renew(hashing, dead)).isFalse();
        api.catalog
                .hashings()
                .finish(
                        hashing,
                        dead,
                        StoreId.of("near"),
                        new ContentManifest(1, new int[] {7}, new ContentHashes("a", "b")));
        api.catalog.hashings().abandon(hashing, dead, "too late", false);
        assertThat(owner.get("/v2/images/" + image).body()).isEqualTo(hashed);
    }

    @Test
    void nobodyIsToldCredentialsOfOlderAddresses() {
        String image = owner.create("{\"disk_format\": \"raw\", \"container_format\": \"bare\"}")
                .id();
        ObjectUrl old = ObjectUrl.of("s3://key:sec/ret@host/bucket/" + image);
        api.catalog
                .locations()
                .change(
                        ImageId.of(image),
                        before -> new Change(
                                before,
                                List.of(new Registration(StoreId.of("near"), old, Map.of(), 5, false)),
                                List.of(),
                                Map.of(),
                                null,
                                null,
                                false,
                                null));
        String bare = "s3://host/bucket/" + image;
        var shown = owner.get("/v2/images/" + image);
        assertThat(shown.body()).doesNotContain("sec/ret");
        assertThat(shown.text("direct_url")).isEqualTo(bare);
        assertThat(owner.withRoles("admin")
                        .get("/v2/images/" + image + "/locations")
                        .json()
                        .at("/0/url")
                        .asString())
                .isEqualTo(bare);
        var described = owner.patch(
                image,
                "[{\"op\": \"replace\", \"path\": \"/locations\", \"value\": [{\"url\": \"" + bare
                        + "\", \"metadata\": {\"k\": \"v\"}}]}]");
        assertThat(described.json().at("/locations/0/metadata/k").asString()).isEqualTo("v");
        assertThat(described.body()).doesNotContain("sec/ret");
    }
}
