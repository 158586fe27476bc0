package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.ImageId;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Images whose data is a page of the web, and stays there. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WebLocationsTest {

    private static final String BARE = "{\"disk_format\": \"raw\", \"container_format\": \"bare\"}";

    @TempDir
    static Path directory;

    private LocatedApi api;

    private Client owner;

    @BeforeAll
    void start() {
        api = new LocatedApi(new ShownLocations(true, true), directory);
        api.hash();
        owner = api.stranger("member", "reader");
    }

    @AfterAll
    void stop() {
        api.close();
    }

    private static Client.Answer register(Client caller, String id, String url) {
        return caller.post("/v2/images/" + id + "/locations", "{\"url\": \"" + url + "\"}");
    }

    private String file(String id, Map<String, String> headers, int status) {
        var answer = owner.call("GET", "/v2/images/" + id + "/file", null, headers);
        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        return answer.body();
    }

    @Test
    void ownersMakeAPageAnImage() {
        String id = owner.create(BARE).id();
        String url = api.mirror.url("/image?key=secret");
        assertThat(register(owner, id, url).status()).isEqualTo(202);
        var image = owner.get("/v2/images/" + id);
        assertThat(image.text("status")).isEqualTo("active");
        assertThat(image.text("stores")).isEqualTo("web");
        assertThat(image.json().path("size").asLong()).isEqualTo(LocatedApi.PAGE.length());
        assertThat(file(id, Map.of(), 200)).isEqualTo(LocatedApi.PAGE);
        assertThat(file(id, Map.of("Range", "bytes=9000-9009"), 206)).isEqualTo("0123456789");
        assertThat(file(id, Map.of("Range", "bytes=-3"), 206)).isEqualTo("789");
        Patience.until(
                () -> owner.get("/v2/images/" + id).body(),
                () -> !owner.get("/v2/images/" + id)
                        .json()
                        .path("os_hash_value")
                        .isNull());
        var task = owner.get("/v2/images/" + id + "/tasks").json().at("/tasks/0");
        assertThat(task.path("status").asString()).isEqualTo("success");
        assertThat(task.path("input").toString()).doesNotContain("secret").contains(api.mirror.url("/image?…"));
    }

    @Test
    void aPageIsLentToManyImagesAndStaysTheirOwners() {
        String first = owner.create(BARE).id();
        String second = owner.create(BARE).id();
        String url = api.mirror.url("/image-of-many");
        assertThat(register(owner, first, url).status()).isEqualTo(202);
        String added = "[{\"op\": \"add\", \"path\": \"/locations/-\", \"value\": {\"url\": \"" + url
                + "\", \"metadata\": {\"store\": \"web\"}}}]";
        assertThat(owner.patch(second, added).text("status")).isEqualTo("active");
        assertThat(owner.delete("/v2/images/" + first).status()).isEqualTo(204);
        assertThat(api.catalog.uploads().reclaimList(ImageId.of(first))).isEmpty();
        assertThat(file(second, Map.of(), 200)).isEqualTo(LocatedApi.PAGE);
    }

    @Test
    void whatMayNotBeFetchedIsNoLocation() {
        String id = owner.create(BARE).id();
        String before = owner.get("/v2/images/" + id).body();
        for (String url : new String[] {
            "http://10.0.0.7/image",
            "http://site.example.org/image",
            "http://169.254.169.254/latest",
            "http://127.0.0.1:1/image",
            api.mirror.url("/image").replace("//", "//user:secret@"),
            api.mirror.url("/absent"),
            api.mirror.url("/empty"),
            api.mirror.url("/endless"),
            "http://",
            "http:/image",
            "https://[::1]/image"
        }) {
            var refused = register(owner, id, url);
            assertThat(refused.status()).as(url + ": " + refused.body()).isEqualTo(400);
            assertThat(refused.body()).doesNotContain("secret");
            var patched = owner.patch(
                    id,
                    "[{\"op\": \"add\", \"path\": \"/locations/-\", \"value\": {\"url\": \"" + url
                            + "\", \"metadata\": {}}}, {\"op\": \"replace\", \"path\": \"/name\", \"value\": \"n\"}]");
            assertThat(patched.status()).as(url + ": " + patched.body()).isEqualTo(400);
        }
        assertThat(owner.get("/v2/images/" + id).body()).isEqualTo(before);
        assertThat(owner.get("/v2/images/" + id + "/tasks").body()).isEqualTo("{\"tasks\":[]}");
    }
}
