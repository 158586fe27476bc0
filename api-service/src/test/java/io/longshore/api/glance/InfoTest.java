package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

final class InfoTest {

    private final RunningApi api = RunningApi.shared();
    private final Client reader = api.stranger("reader");

    @Test
    void importMethods() {
        assertThat(reader.get("/v2/info/import").body())
                .isEqualTo("{\"import-methods\":{\"description\":\"Import methods available.\",\"type\":\"array\","
                        + "\"value\":[\"glance-direct\",\"web-download\",\"copy-image\"]}}");
    }

    @Test
    void stores() {
        assertThat(reader.get("/v2/info/stores").body())
                .isEqualTo("{\"stores\":[{\"id\":\"fast\",\"description\":\"file store fast\",\"default\":\"true\"},"
                        + "{\"id\":\"reliable\",\"description\":\"file store reliable\"},{\"id\":\"cheap\"},"
                        + "{\"id\":\"web\",\"read-only\":\"true\"}]}");
    }

    @Test
    void storesInDetail() {
        JsonNode stores = api.admin().get("/v2/info/stores/detail").json().get("stores");
        assertThat(stores.get(1).toString())
                .startsWith(
                        "{\"id\":\"reliable\",\"description\":\"file store reliable\",\"type\":\"file\",\"weight\":10,"
                                + "\"properties\":{");
        assertThat(stores.get(1).get("properties").get("chunk_size").intValue()).isEqualTo(65536);
        assertThat(stores.get(3).toString())
                .isEqualTo("{\"id\":\"web\",\"read-only\":\"true\",\"type\":\"http\",\"weight\":0,\"properties\":{}}");
        assertThat(api.stranger("service").get("/v2/info/stores/detail").status())
                .isEqualTo(200);
        var refused = api.owner().get("/v2/info/stores/detail");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body())
                .isEqualTo("403 Forbidden\n\nYou are not authorized to complete stores_info_detail action.\n\n   ");
    }

    @Test
    void usage() {
        assertThat(reader.get("/v2/info/usage").body()).isEqualTo("{\"usage\":{}}");
    }

    @Test
    void thereIsNoCache() {
        String id = "/" + java.util.UUID.randomUUID();
        for (String path : new String[] {"/v2/cache", "/v2/cache/nodes" + id}) {
            assertThat(api.owner().get(path).status()).isEqualTo(403);
            assertThat(api.admin().get(path).status()).isEqualTo(404);
        }
        assertThat(api.admin().put("/v2/cache" + id).status()).isEqualTo(404);
        assertThat(api.admin().delete("/v2/cache" + id).status()).isEqualTo(404);
        assertThat(api.admin().post("/v2/cache/clean").status()).isEqualTo(404);
        assertThat(api.owner().post("/v2/cache/prune").status()).isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(strings = {"image", "images", "member", "members", "task", "tasks"})
    void schemasNameThemselves(String name) {
        var schema = reader.get("/v2/schemas/" + name);
        assertThat(schema.status()).isEqualTo(200);
        assertThat(schema.header("Content-Type")).isEqualTo("application/json");
        assertThat(schema.text("name")).isEqualTo(name);
    }

    @Test
    void theSchemaOfAnImageListsAllThatIsShown() {
        JsonNode schema = reader.get("/v2/schemas/image").json();
        JsonNode properties = schema.get("properties");
        var shown = api.owner().create("{}").keys();
        assertThat(properties.propertyNames())
                .containsAll(shown)
                .contains("stores", "direct_url", "locations", "kernel_id", "cinder_encryption_key_deletion_policy");
        for (String readOnly : new String[] {
            "status",
            "checksum",
            "size",
            "virtual_size",
            "created_at",
            "updated_at",
            "direct_url",
            "self",
            "file",
            "schema",
            "stores",
            "os_hash_algo",
            "os_hash_value"
        }) {
            assertThat(properties.get(readOnly).get("readOnly").asBoolean())
                    .as(readOnly)
                    .isTrue();
            assertThat(ImageSchema.isReadOnly(readOnly)).as(readOnly).isTrue();
        }
        properties
                .propertyNames()
                .forEach(name -> assertThat(ImageSchema.isBase(name))
                        .as(name)
                        .isEqualTo(!properties.get(name).has("is_base")));
        assertThat(schema.get("additionalProperties").toString()).isEqualTo("{\"type\":\"string\"}");
        assertThat(schema.get("links").toString())
                .isEqualTo("[{\"rel\":\"self\",\"href\":\"{self}\"},{\"rel\":\"enclosure\",\"href\":\"{file}\"},"
                        + "{\"rel\":\"describedby\",\"href\":\"{schema}\"}]");
    }

    @Test
    void theSchemaKnowsTheFormatsThatAreTaken() {
        JsonNode properties = reader.get("/v2/schemas/image").json().get("properties");
        assertThat(words(properties.get("disk_format")))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("null"),
                                Stream.of(io.longshore.image.DiskFormat.values())
                                        .map(f -> "\"" + f.wire() + "\""))
                        .toList());
        assertThat(words(properties.get("container_format")))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(
                                Stream.of("null"),
                                Stream.of(io.longshore.image.ContainerFormat.values())
                                        .map(f -> "\"" + f.wire() + "\""))
                        .toList());
    }

    private static java.util.List<String> words(JsonNode property) {
        return property.get("enum").valueStream().map(JsonNode::toString).toList();
    }

    @Test
    void listsAreMadeOfTheirItems() {
        JsonNode image = reader.get("/v2/schemas/image").json();
        JsonNode images = reader.get("/v2/schemas/images").json();
        assertThat(images.at("/properties/images/items")).isEqualTo(image);
        assertThat(images.at("/properties/images/type").asString()).isEqualTo("array");
        assertThat(images.get("properties").propertyNames()).containsExactly("images", "first", "next", "schema");
        JsonNode member = reader.get("/v2/schemas/member").json();
        assertThat(member.propertyNames()).containsExactly("name", "properties");
        assertThat(reader.get("/v2/schemas/members").json().at("/properties/members/items"))
                .isEqualTo(member);
        JsonNode tasks = reader.get("/v2/schemas/tasks").json().at("/properties/tasks/items/properties");
        assertThat(tasks.propertyNames()).contains("id", "status").doesNotContain("input", "result", "message");
        assertThat(reader.get("/v2/schemas/task").json().get("properties").propertyNames())
                .contains("input", "result", "message");
    }
}
