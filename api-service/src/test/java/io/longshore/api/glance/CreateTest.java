package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CreateTest {

    private static final String[] KEYS = {
        "id",
        "name",
        "status",
        "visibility",
        "protected",
        "os_hidden",
        "owner",
        "size",
        "virtual_size",
        "checksum",
        "os_hash_algo",
        "os_hash_value",
        "min_ram",
        "min_disk",
        "disk_format",
        "container_format",
        "created_at",
        "updated_at",
        "tags",
        "self",
        "file",
        "schema"
    };

    private final RunningApi api = RunningApi.shared();
    private final Client owner = api.owner();

    @Test
    void anEmptyObjectIsAnImage() {
        var created = owner.create("{}");
        String id = created.id();
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.header("Content-Type")).isEqualTo("application/json");
        assertThat(created.header("Location")).isEqualTo("http://127.0.0.1:" + api.server.port() + "/v2/images/" + id);
        assertThat(created.header("Openstack-Image-Import-Methods")).isEqualTo("glance-direct,web-download,copy-image");
        assertThat(created.header("Openstack-Image-Store-Ids")).isEqualTo("fast,reliable,cheap");
        assertThat(created.keys()).containsExactlyInAnyOrder(KEYS);
        var image = created.json();
        for (String unset : new String[] {
            "name",
            "size",
            "virtual_size",
            "checksum",
            "os_hash_algo",
            "os_hash_value",
            "disk_format",
            "container_format"
        }) {
            assertThat(image.get(unset).isNull()).as(unset).isTrue();
        }
        assertThat(created.text("status")).isEqualTo("queued");
        assertThat(created.text("visibility")).isEqualTo("shared");
        assertThat(created.text("owner")).isEqualTo(owner.project());
        assertThat(image.get("protected").isBoolean()).isTrue();
        assertThat(image.get("protected").asBoolean() || image.get("os_hidden").asBoolean())
                .isFalse();
        assertThat(image.get("min_ram").intValue() + image.get("min_disk").intValue())
                .isZero();
        assertThat(image.get("tags").toString()).isEqualTo("[]");
        assertThat(created.text("self")).isEqualTo("/v2/images/" + id);
        assertThat(created.text("file")).isEqualTo("/v2/images/" + id + "/file");
        assertThat(created.text("schema")).isEqualTo("/v2/schemas/image");
        assertThat(created.text("created_at")).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        assertThat(created.text("updated_at")).isEqualTo(created.text("created_at"));
        assertThat(owner.get("/v2/images/" + id).body()).isEqualTo(created.body());
    }

    @Test
    void everythingThatCanBeSaid() {
        String id = UUID.randomUUID().toString();
        var created = owner.create("""
                {"id": "%s", "name": "full é", "disk_format": "qcow2", "container_format": "bare", "visibility": "community",
                 "min_disk": 1, "min_ram": 2147483647, "tags": ["b", "a", "b"], "protected": true, "os_hidden": true,
                 "owner": "%s", "hw_disk_bus": "virtio", "owner_specified.openstack.md5": "", "kernel_id": null}""".formatted(id, owner.project()));
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.keys()).containsAll(java.util.List.of(KEYS)).hasSize(KEYS.length + 3);
        assertThat(created.id()).isEqualTo(id);
        assertThat(created.text("name")).isEqualTo("full é");
        assertThat(created.text("hw_disk_bus")).isEqualTo("virtio");
        assertThat(created.json().get("owner_specified.openstack.md5").asString())
                .isEmpty();
        assertThat(created.json().get("kernel_id").asString()).isEmpty();
        assertThat(created.json().get("tags").toString()).isEqualTo("[\"b\",\"a\"]");
        assertThat(created.json().get("min_ram").intValue()).isEqualTo(Integer.MAX_VALUE);
        assertThat(owner.get("/v2/images/" + id).body()).isEqualTo(created.body());
    }

    @Test
    void anIdIsNeverGivenOutTwice() {
        String body = "{\"id\": \"" + UUID.randomUUID() + "\"}";
        String id = owner.create(body).id();
        var again = owner.create(body);
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.body()).isEqualTo("409 Conflict\n\nImage ID " + id + " already exists!\n\n   ");
        assertThat(owner.delete("/v2/images/" + id).status()).isEqualTo(204);
        assertThat(owner.create(body).status()).isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "name             | 5",
                "name             | true",
                "name             | []",
                "owner            | 5",
                "owner            | {}",
                "id               | 5",
                "id               | null",
                "id               | \"not-a-uuid\"",
                "id               | \"00000000000040008000000000000000\"",
                "visibility       | \"secret\"",
                "visibility       | \"PUBLIC\"",
                "visibility       | null",
                "visibility       | 1",
                "protected        | \"true\"",
                "protected        | 1",
                "protected        | null",
                "os_hidden        | \"false\"",
                "os_hidden        | 0",
                "disk_format      | \"floppy\"",
                "disk_format      | \"RAW\"",
                "disk_format      | 1",
                "container_format | \"box\"",
                "container_format | []",
                "tags             | \"a\"",
                "tags             | {\"a\": \"b\"}",
                "tags             | null",
                "tags             | [1]",
                "tags             | [null]",
                "tags             | [[\"a\"]]",
                "min_ram          | \"x\"",
                "min_ram          | \"1\"",
                "min_ram          | -1",
                "min_ram          | 1.5",
                "min_ram          | true",
                "min_ram          | null",
                "min_ram          | 2147483648",
                "min_disk         | \"x\"",
                "min_disk         | -1",
                "min_disk         | 1e3",
                "min_disk         | 99999999999999999999999999",
                "min_disk         | []",
                "extra            | 3",
                "extra            | null",
                "extra            | true",
                "extra            | []",
                "extra            | {\"a\": \"b\"}",
                "kernel_id        | \"x\"",
                "ramdisk_id       | 5",
                "cinder_encryption_key_deletion_policy | \"never\"",
                "cinder_encryption_key_deletion_policy | null"
            })
    void wrongValuesAre400AndName(String field, String value) {
        var refused = owner.create("{\"" + field + "\": " + value + "}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body())
                .startsWith("400 Bad Request\n\n")
                .contains(field)
                .containsAnyOf("Provided object does not match schema 'image'", "Invalid value '-1' for parameter");
        assertThat(owner.get("/v2/images?owner=" + owner.project()).each("images", "id"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"name, 255, 201", "name, 256, 400", "owner, 256, 400"})
    void longTexts(String field, int length, int status) {
        assertThat(api.admin()
                        .create("{\"" + field + "\": \"" + "x".repeat(length) + "\"}")
                        .status())
                .isEqualTo(status);
    }

    @Test
    void longNamesOfTagsAndProperties() {
        assertThat(owner.create("{\"tags\": [\"" + "t".repeat(255) + "\"]}").status())
                .isEqualTo(201);
        assertThat(owner.create("{\"tags\": [\"" + "t".repeat(256) + "\"]}").status())
                .isEqualTo(400);
        assertThat(owner.create("{\"" + "p".repeat(255) + "\": \"v\"}").status())
                .isEqualTo(201);
        assertThat(owner.create("{\"" + "p".repeat(256) + "\": \"v\"}").status())
                .isEqualTo(400);
        assertThat(owner.create("{\"\": \"v\"}").status()).isEqualTo(400);
        var longValue = owner.create("{\"p\": \"" + "v".repeat(100_000) + "\"}");
        assertThat(longValue.text("p")).hasSize(100_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
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
            })
    void readOnlyNamesAre403(String name) {
        for (String value : new String[] {"\"x\"", "3", "null"}) {
            var refused = owner.create("{\"" + name + "\": " + value + "}");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body()).isEqualTo("403 Forbidden\n\nAttribute '" + name + "' is read-only.\n\n   ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"location", "deleted", "deleted_at", "locations"})
    void reservedNamesAre403(String name) {
        var refused = owner.create("{\"" + name + "\": " + (name.equals("locations") ? "[]" : "\"x\"") + "}");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).isEqualTo("403 Forbidden\n\nAttribute '" + name + "' is reserved.\n\n   ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"os_glance_import_task", "os_glance_importing_to_stores", "os_glance", "os_glancex"})
    void namesOfProgressAre403(String name) {
        var refused = owner.create("{\"" + name + "\": \"x\"}");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body())
                .isEqualTo("403 Forbidden\n\nAccess was denied to this resource.\n\n Attribute '" + name
                        + "' is reserved.  ");
    }

    @Test
    void theSchemaIsLookedAtBeforeTheNames() {
        assertThat(owner.create("{\"status\": \"active\", \"min_ram\": \"x\"}").status())
                .isEqualTo(400);
    }

    @Test
    void whoMayCreateWhat() {
        Client admin = api.admin();
        Client reader = owner.withRoles("reader");
        Client nobody = owner.withRoles("other");
        assertThat(reader.create("{}").status()).isEqualTo(403);
        assertThat(nobody.create("{}").status()).isEqualTo(403);
        assertThat(owner.create("{\"owner\": \"others\"}").status()).isEqualTo(403);
        assertThat(owner.create("{\"owner\": null}").status()).isEqualTo(403);
        assertThat(owner.create("{\"visibility\": \"community\"}").status()).isEqualTo(201);
        assertThat(owner.create("{\"visibility\": \"private\"}").status()).isEqualTo(201);
        var publicized = owner.create("{\"visibility\": \"public\"}");
        assertThat(publicized.status()).isEqualTo(403);
        assertThat(publicized.body())
                .isEqualTo("403 Forbidden\n\nYou are not authorized to complete publicize_image action.\n\n   ");
        assertThat(admin.create("{\"visibility\": \"public\"}").status()).isEqualTo(201);
        assertThat(admin.create("{\"owner\": \"others\"}").text("owner")).isEqualTo("others");
        assertThat(admin.create("{\"owner\": null}").json().get("owner").isNull())
                .isTrue();
    }

    private static String many(int count, String form) {
        return IntStream.range(0, count).mapToObj(form::formatted).collect(Collectors.joining(","));
    }

    @Test
    void asManyAsAllowed() {
        assertThat(owner.create("{" + many(128, "\"p%d\": \"\"") + "}").status())
                .isEqualTo(201);
        var properties = owner.create("{" + many(129, "\"p%d\": \"\"") + "}");
        assertThat(properties.status()).isEqualTo(413);
        assertThat(properties.body()).contains("properties. Attempted: 129, Maximum: 128");
        assertThat(owner.create("{\"tags\": [" + many(128, "\"%d\"") + "]}").status())
                .isEqualTo(201);
        var tags = owner.create("{\"tags\": [" + many(129, "\"%d\"") + "]}");
        assertThat(tags.status()).isEqualTo(413);
        assertThat(tags.body()).contains("tags. Attempted: 129, Maximum: 128");
    }

    @Test
    void theContentTypeDoesNotMatter() {
        for (String type :
                new String[] {"text/plain", "application/octet-stream", "application/x-www-form-urlencoded"}) {
            assertThat(owner.call("POST", "/v2/images", "{\"name\": \"x\"}", Map.of("Content-Type", type))
                            .text("name"))
                    .as(type)
                    .isEqualTo("x");
        }
        assertThat(owner.call("POST", "/v2/images?name=y", "{}", Map.of())
                        .json()
                        .get("name")
                        .isNull())
                .isTrue();
    }
}
