package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.ImageId;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class DeleteTest {

    private final RunningApi api = RunningApi.shared();
    private final Client owner = api.owner();
    private final Client admin = api.admin();

    private String active(String... stores) {
        String id = owner.create("{\"disk_format\": \"raw\", \"container_format\": \"bare\"}")
                .id();
        api.store(id, stores);
        return id;
    }

    private static String text(int status, String reason, String words) {
        return status + " " + reason + "\n\n" + words + "\n\n   ";
    }

    @Test
    void anImageGoesAndItsBytesAreReclaimed() {
        String id = active("fast", "cheap");
        var deleted = owner.delete("/v2/images/" + id);
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(deleted.body()).isEmpty();
        assertThat(owner.get("/v2/images/" + id).status()).isEqualTo(404);
        assertThat(owner.delete("/v2/images/" + id).body())
                .isEqualTo(text(404, "Not Found", "Failed to find image " + id + " to delete"));
        assertThat(api.said).contains("reclaim " + id + " " + owner.project());
        assertThat(api.catalog.uploads().reclaimList(ImageId.of(id))).hasSize(2);
    }

    @Test
    void aQueuedImageGoesToo() {
        assertThat(owner.delete("/v2/images/" + owner.create("{}").id()).status())
                .isEqualTo(204);
    }

    @Test
    void theRunOfAnOpenImportIsTold() {
        String id = active("fast");
        var copy = api.copy(id, true, "cheap");
        assertThat(owner.delete("/v2/images/" + id).status()).isEqualTo(204);
        assertThat(api.said).contains("tell " + id + " " + copy);
        assertThat(api.catalog.imports().find(copy).orElseThrow().isOpen()).isFalse();
    }

    @Test
    void aProtectedImageStaysAsItIs() {
        String id = active("fast");
        var copy = api.copy(id, true, "cheap");
        owner.patch(id, "[{\"op\": \"replace\", \"path\": \"/protected\", \"value\": true}]");
        String before = owner.get("/v2/images/" + id).body();
        var refused = owner.delete("/v2/images/" + id);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body())
                .isEqualTo(text(403, "Forbidden", "Image " + id + " is protected and cannot be deleted."));
        assertThat(owner.get("/v2/images/" + id).body()).isEqualTo(before);
        assertThat(api.said).noneMatch(words -> words.contains(id));
        assertThat(api.catalog.imports().find(copy).orElseThrow().isOpen()).isTrue();
        assertThat(api.catalog.uploads().reclaimList(ImageId.of(id))).isEmpty();
    }

    @Test
    void anImageThatOthersBuildOnStaysAsItIs() {
        String id = active("fast", "reliable");
        String before = owner.get("/v2/images/" + id).body();
        api.fast.held.add(id);
        for (String path : new String[] {"/v2/images/", "/v2/stores/fast/"}) {
            var refused = admin.delete(path + id);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.body())
                    .isEqualTo(text(
                            409,
                            "Conflict",
                            "Image " + id
                                    + " could not be deleted because it is in use: store fast: clones of it exist"));
        }
        assertThat(owner.get("/v2/images/" + id).body()).isEqualTo(before);
        assertThat(api.said).noneMatch(words -> words.contains(id));
        assertThat(api.catalog.uploads().reclaimList(ImageId.of(id))).isEmpty();
        assertThat(api.fast.claimed).noneMatch(url -> url.value().contains(id));
        assertThat(api.reliable.claimed)
                .as("what was claimed first is given back")
                .noneMatch(url -> url.value().contains(id));
        assertThat(admin.delete("/v2/stores/reliable/" + id).status()).isEqualTo(204);
        api.fast.held.remove(id);
        assertThat(owner.delete("/v2/images/" + id).status()).isEqualTo(204);
        assertThat(api.fast.claimed).anyMatch(url -> url.value().contains(id));
    }

    @Test
    void whoMayDelete() {
        String id = active("fast");
        assertThat(owner.withRoles("reader").delete("/v2/images/" + id).status())
                .isEqualTo(403);
        var stranger = api.owner().delete("/v2/images/" + id);
        assertThat(stranger.body()).isEqualTo(text(404, "Not Found", "Failed to find image " + id + " to delete"));
        owner.patch(id, "[{\"op\": \"replace\", \"path\": \"/visibility\", \"value\": \"community\"}]");
        assertThat(api.owner().delete("/v2/images/" + id).body())
                .isEqualTo(text(403, "Forbidden", "You are not authorized to complete delete_image action."));
        assertThat(admin.delete("/v2/images/" + id).status()).isEqualTo(204);
        assertThat(admin.delete("/v2/images/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(admin.delete("/v2/images/x").body())
                .isEqualTo(text(404, "Not Found", "Failed to find image x to delete"));
    }

    @Test
    void oneCopyGoes() {
        String id = active("fast", "reliable", "cheap");
        assertThat(admin.get("/v2/images/" + id).text("stores")).isEqualTo("reliable,cheap,fast");
        var deleted = admin.delete("/v2/stores/fast/" + id);
        assertThat(deleted.status()).isEqualTo(204);
        assertThat(deleted.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(admin.get("/v2/images/" + id).text("stores")).isEqualTo("reliable,cheap");
        assertThat(api.said).contains("reclaim " + id + " " + owner.project());
        assertThat(api.catalog.uploads().reclaimList(ImageId.of(id))).hasSize(1);
        assertThat(admin.delete("/v2/stores/fast/" + id).body())
                .isEqualTo(text(404, "Not Found", "Image " + id + " is not stored in store fast."));
    }

    @Test
    void theOnlyCopyStays() {
        String id = active("fast");
        var refused = admin.delete("/v2/stores/fast/" + id);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body())
                .isEqualTo(
                        text(
                                403,
                                "Forbidden",
                                "Cannot delete image data from the only store containing it. Consider deleting the image instead."));
        assertThat(admin.delete("/v2/stores/cheap/" + id).status())
                .as("that is said first, as by Glance")
                .isEqualTo(403);
    }

    @Test
    void aProtectedImageLosesCopies() {
        String id = active("fast", "cheap");
        owner.patch(id, "[{\"op\": \"replace\", \"path\": \"/protected\", \"value\": true}]");
        assertThat(admin.delete("/v2/stores/fast/" + id).status()).isEqualTo(204);
    }

    @Test
    void theOrderOfTheChecks() {
        String id = active("fast", "cheap");
        String absent = UUID.randomUUID().toString();
        String queued = owner.create("{}").id();
        for (String store : new String[] {"nowhere", "os_glance_staging_store", "%20"}) {
            assertThat(api.owner().delete("/v2/stores/" + store + "/" + absent).status())
                    .isEqualTo(409);
        }
        assertThat(admin.delete("/v2/stores/nowhere/" + id).body())
                .isEqualTo(text(409, "Conflict", "The selected store nowhere is not available on this node."));
        assertThat(admin.delete("/v2/stores/fast/" + absent).body())
                .isEqualTo(text(404, "Not Found", "Failed to find image " + absent));
        assertThat(admin.delete("/v2/stores/fast/x").status()).isEqualTo(404);
        assertThat(api.owner().delete("/v2/stores/fast/" + id).status()).isEqualTo(404);
        assertThat(owner.delete("/v2/stores/fast/" + queued).status())
                .as("the policy before the status")
                .isEqualTo(403);
        assertThat(owner.delete("/v2/stores/fast/" + id).body()).contains("delete_image_location");
        assertThat(admin.delete("/v2/stores/fast/" + queued).body())
                .isEqualTo(text(
                        409,
                        "Conflict",
                        "It's not allowed to remove image data from store if image status is not 'active'"));
        owner.post("/v2/images/" + id + "/actions/deactivate");
        assertThat(admin.delete("/v2/stores/fast/" + id).status()).isEqualTo(409);
        owner.post("/v2/images/" + id + "/actions/reactivate");
        assertThat(admin.delete("/v2/stores/web/" + id).status()).isEqualTo(404);
        assertThat(admin.get("/v2/images/" + id).text("stores")).isEqualTo("cheap,fast");
    }

    @Test
    void whatAnImportStillOwesCannotBeDeleted() {
        String id = active("fast");
        var may = api.copy(id, false, "reliable", "cheap");
        assertThat(admin.delete("/v2/stores/reliable/" + id).status()).isEqualTo(409);
        api.land(may, ImageId.of(id), "reliable");
        assertThat(admin.delete("/v2/stores/cheap/" + id).status()).isEqualTo(409);
        assertThat(admin.delete("/v2/stores/fast/" + id).status())
                .as("the source may go")
                .isEqualTo(204);
        assertThat(admin.delete("/v2/stores/reliable/" + id).status())
                .as("now it is the only one")
                .isEqualTo(403);
    }

    @Test
    void aCopyThatLandedUnseenIsStillOwed() {
        String id = active("fast");
        var must = api.copy(id, true, "reliable", "cheap");
        api.land(must, ImageId.of(id), "reliable");
        assertThat(admin.get("/v2/images/" + id).text("stores")).isEqualTo("fast");
        assertThat(admin.delete("/v2/stores/reliable/" + id).status()).isEqualTo(409);
        assertThat(admin.delete("/v2/stores/fast/" + id).status())
                .as("the only visible one")
                .isEqualTo(403);
    }
}
