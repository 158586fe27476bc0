package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.ImageId;
import org.junit.jupiter.api.Test;

final class ShowTest {

    private final RunningApi api = RunningApi.shared();
    private final Client owner = api.owner();
    private final String id = owner.create("{\"disk_format\": \"raw\", \"container_format\": \"bare\", \"a\": \"b\"}")
            .id();

    private Client.Answer shown() {
        return owner.get("/v2/images/" + id);
    }

    @Test
    void anImageWithBytes() {
        var before = shown().keys();
        api.store(id, "cheap");
        var image = shown();
        assertThat(image.keys()).containsAll(before).hasSize(before.size() + 1);
        assertThat(image.text("stores")).isEqualTo("cheap");
        assertThat(image.text("status")).isEqualTo("active");
        assertThat(image.json().get("size").longValue()).isEqualTo(5);
        assertThat(image.json().get("virtual_size").longValue()).isEqualTo(5);
        assertThat(image.text("checksum")).isEqualTo(RunningApi.MD5);
        assertThat(image.text("os_hash_algo")).isEqualTo("sha512");
        assertThat(image.text("os_hash_value")).isEqualTo(RunningApi.SHA512);
    }

    @Test
    void theProgressOfACopy() {
        api.store(id, "cheap");
        var copy = api.copy(id, false, "reliable", "fast");
        var running = shown();
        assertThat(running.text("os_glance_import_task")).isEqualTo(copy.toString());
        assertThat(running.text("os_glance_importing_to_stores")).isEqualTo("fast,reliable");
        assertThat(running.json().get("os_glance_failed_import").asString()).isEmpty();
        assertThat(running.text("stores")).isEqualTo("cheap");
        api.land(copy, ImageId.of(id), "fast");
        assertThat(shown().text("stores")).isEqualTo("cheap,fast");
        api.catalog.imports().cancel(copy, "cancelled");
        var ended = shown();
        assertThat(ended.keys()).doesNotContain("os_glance_import_task");
        assertThat(ended.json().get("os_glance_importing_to_stores").asString()).isEmpty();
        assertThat(ended.text("os_glance_failed_import")).isEqualTo("reliable");
        assertThat(ended.text("stores")).isEqualTo("cheap,fast");
    }

    @Test
    void deactivatedAndBack() {
        api.store(id, "cheap");
        for (int i = 0; i < 2; i++) {
            var answer = owner.post("/v2/images/" + id + "/actions/deactivate");
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        }
        assertThat(shown().text("status")).isEqualTo("deactivated");
        assertThat(shown().keys()).doesNotContain("stores");
        assertThat(owner.get("/v2/images").json().get("images").get(0).has("stores"))
                .isFalse();
        assertThat(api.admin().get("/v2/images/" + id).text("stores")).isEqualTo("cheap");
        for (int i = 0; i < 2; i++) {
            assertThat(owner.post("/v2/images/" + id + "/actions/reactivate").status())
                    .isEqualTo(204);
        }
        assertThat(shown().text("stores")).isEqualTo("cheap");
    }

    @Test
    void whoAndWhatMayBeDeactivated() {
        String deactivate = "/v2/images/" + id + "/actions/deactivate";
        assertThat(owner.post(deactivate).body()).contains("in status 'queued'");
        assertThat(owner.post(deactivate).status()).isEqualTo(403);
        assertThat(owner.post("/v2/images/" + id + "/actions/reactivate").status())
                .isEqualTo(403);
        api.store(id, "cheap");
        assertThat(api.owner().post(deactivate).status()).isEqualTo(404);
        assertThat(owner.withRoles("reader").post(deactivate).status()).isEqualTo(403);
        owner.patch(id, "[{\"op\": \"replace\", \"path\": \"/visibility\", \"value\": \"community\"}]");
        assertThat(api.owner().post(deactivate).status()).isEqualTo(403);
        assertThat(api.admin().post(deactivate).status()).isEqualTo(204);
        assertThat(owner.post("/v2/images/x/actions/deactivate").body()).contains("No image found with ID x");
    }

    @Test
    void whatIsNotThere() {
        assertThat(owner.get("/v2/images/x").body()).isEqualTo("404 Not Found\n\nNo image found with ID x\n\n   ");
        String absent = java.util.UUID.randomUUID().toString();
        assertThat(owner.get("/v2/images/" + absent).body())
                .isEqualTo("404 Not Found\n\nNo image found with ID " + absent + "\n\n   ");
        assertThat(owner.get("/v2/images/" + id.toUpperCase(java.util.Locale.ROOT))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void tags() {
        String tags = "/v2/images/" + id + "/tags/";
        for (String tag : new String[] {"blue", "blue", "%C3%A9t%C3%A9", "t".repeat(255)}) {
            var put = owner.put(tags + tag);
            assertThat(put.status()).isEqualTo(204);
            assertThat(put.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        }
        assertThat(shown().json().get("tags").toString()).isEqualTo("[\"blue\",\"été\",\"" + "t".repeat(255) + "\"]");
        assertThat(owner.put(tags + "t".repeat(256)).status()).isEqualTo(400);
        assertThat(owner.delete(tags + "blue").status()).isEqualTo(204);
        assertThat(owner.delete(tags + "blue").body())
                .isEqualTo("404 Not Found\n\nThe resource could not be found.\n\n   ");
        assertThat(api.owner().put(tags + "x").status()).isEqualTo(404);
        assertThat(owner.withRoles("reader").put(tags + "x").status()).isEqualTo(403);
        assertThat(owner.withRoles("reader").delete(tags + "x").status()).isEqualTo(403);
        assertThat(owner.put("/v2/images/x/tags/t").status()).isEqualTo(404);
        for (int i = 0; i < 126; i++) {
            owner.put(tags + i);
        }
        assertThat(owner.put(tags + "0").status()).as("there already").isEqualTo(204);
        assertThat(owner.put(tags + "one-more").status()).isEqualTo(413);
    }
}
