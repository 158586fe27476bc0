package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PatchTest {

    private final RunningApi api = RunningApi.shared();
    private final Client owner = api.owner();
    private final String id = owner.create("{\"name\": \"n\", \"custom\": \"c\", \"tags\": [\"t\"]}")
            .id();

    private String patched(String operations, String field) {
        var answer = owner.patch(id, operations);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(owner.get("/v2/images/" + id).body()).isEqualTo(answer.body());
        return answer.json().path(field).toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[{\"op\": \"replace\", \"path\": \"/name\", \"value\": \"x\"}]               | name   | \"x\"",
                "[{\"op\": \"add\", \"path\": \"/name\", \"value\": \"x\"}]                   | name   | \"x\"",
                "[{\"op\": \"replace\", \"path\": \"/name\", \"value\": null}]                | name   | null",
                "[{\"op\": \"add\", \"path\": \"/new\", \"value\": \"v\"}]                    | new    | \"v\"",
                "[{\"op\": \"add\", \"path\": \"/custom\", \"value\": \"v\"}]                 | custom | \"v\"",
                "[{\"op\": \"replace\", \"path\": \"/custom\", \"value\": \"v\"}]             | custom | \"v\"",
                "[{\"op\": \"remove\", \"path\": \"/custom\"}]                                | custom | ~~",
                "[{\"op\": \"remove\", \"path\": \"/custom\", \"value\": 5}]                  | custom | ~~",
                "[{\"op\": \"replace\", \"path\": \"/tags\", \"value\": [\"x\", \"y\", \"x\"]}] | tags | [\"x\",\"y\"]",
                "[{\"op\": \"replace\", \"path\": \"/tags\", \"value\": []}]                  | tags   | []",
                "[{\"op\": \"replace\", \"path\": \"/protected\", \"value\": true}]           | protected | true",
                "[{\"op\": \"replace\", \"path\": \"/os_hidden\", \"value\": true}]           | os_hidden | true",
                "[{\"op\": \"replace\", \"path\": \"/min_ram\", \"value\": 7}]                | min_ram | 7",
                "[{\"op\": \"replace\", \"path\": \"/min_disk\", \"value\": 8}]               | min_disk | 8",
                "[{\"op\": \"replace\", \"path\": \"/visibility\", \"value\": \"shared\"}]    | visibility | \"shared\"",
                "[{\"op\": \"replace\", \"path\": \"/visibility\", \"value\": \"community\"}] | visibility | \"community\"",
                "[{\"op\": \"replace\", \"path\": \"/disk_format\", \"value\": \"raw\"}]      | disk_format | \"raw\"",
                "[{\"op\": \"add\", \"path\": \"/container_format\", \"value\": \"bare\"}]    | container_format | \"bare\"",
                "[{\"op\": \"add\", \"path\": \"/a~1b~0c~01\", \"value\": \"v\"}]             | a/b~c~1 | \"v\"",
                "[{\"op\": \"add\", \"path\": \"/k\", \"value\": \"1\"}, {\"op\": \"replace\", \"path\": \"/k\", \"value\": \"2\"}] | k | \"2\"",
                "[{\"op\": \"add\", \"path\": \"/k\", \"value\": \"1\"}, {\"op\": \"remove\", \"path\": \"/k\"}] | k | ~~",
                "[{\"op\": \"add\", \"path\": \"/k\", \"value\": \"1\", \"more\": {}}]        | k      | \"1\"",
                "[]                                                                           | name   | \"n\""
            })
    void changes(String operations, String field, String value) {
        assertThat(patched(operations, field)).isEqualTo(value);
    }

    private void refused(int status, String words, String operations) {
        String before = owner.get("/v2/images/" + id).body();
        var refused = owner.patch(id, operations);
        assertThat(refused.status()).as(refused.body()).isEqualTo(status);
        assertThat(refused.body()).contains(words);
        assertThat(owner.get("/v2/images/" + id).body()).isEqualTo(before);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{}                                                | Request body must be a JSON array of operation objects.",
                "[5]                                               | Operations must be JSON objects.",
                "[[]]                                              | Operations must be JSON objects.",
                "[null]                                            | Operations must be JSON objects.",
                "[{}]                                              | \"op\"",
                "[{\"op\": 5, \"path\": \"/a\", \"value\": \"v\"}] | \"op\"",
                "[{\"op\": \"move\", \"path\": \"/a\"}]            | Invalid operation: `move`. It must be one of the following: add, remove, replace.",
                "[{\"op\": \"test\", \"path\": \"/name\", \"value\": \"n\"}] | Invalid operation: `test`",
                "[{\"op\": \"add\", \"value\": \"v\"}]             | \"path\"",
                "[{\"op\": \"add\", \"path\": 5, \"value\": \"v\"}] | \"path\"",
                "[{\"op\": \"add\", \"path\": \"/a\"}]             | \"value\"",
                "[{\"op\": \"replace\", \"path\": \"/name\"}]      | \"value\"",
                "[{\"add\": \"/a\", \"value\": \"v\"}]             | \"op\""
            })
    void operationsThatMakeNoSenseAre400(String operations, String words) {
        refused(400, words, operations);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "name",
                "/",
                "//",
                "/name/",
                "//name",
                "/a~2",
                "/a~",
                "/name/x",
                "/a/b",
                "/tags/0",
                "/tags/-",
                "/locations",
                "/locations/x",
                "/locations/0/url",
                "/locations/-1"
            })
    void pointersThatMakeNoSenseAre400(String pointer) {
        refused(400, "400 Bad Request", "[{\"op\": \"add\", \"path\": \"" + pointer + "\", \"value\": \"v\"}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "name             | 5",
                "name             | []",
                "owner            | 5",
                "visibility       | \"secret\"",
                "visibility       | null",
                "protected        | \"true\"",
                "os_hidden        | 1",
                "disk_format      | \"floppy\"",
                "container_format | 5",
                "tags             | \"a\"",
                "tags             | [5]",
                "min_ram          | \"5\"",
                "min_ram          | -1",
                "min_disk         | 1.5",
                "min_disk         | 2147483648",
                "custom           | 5",
                "custom           | null",
                "custom           | []",
                "kernel_id        | \"x\""
            })
    void valuesOfTheWrongKindAre400(String field, String value) {
        refused(400, field, "[{\"op\": \"add\", \"path\": \"/" + field + "\", \"value\": " + value + "}]");
    }

    @Test
    void textsThatAreTooLongAre400() {
        refused(400, "name", operation("replace", "name", "\"" + "x".repeat(256) + "\""));
        refused(400, "tags", operation("replace", "tags", "[\"" + "x".repeat(256) + "\"]"));
        refused(400, "255", operation("add", "p".repeat(256), "\"v\""));
        refused(400, "not supported", operation("add", "p", "\"\uD83D\uDE00\""));
    }

    private static String operation(String op, String field, String value) {
        return "[{\"op\": \"" + op + "\", \"path\": \"/" + field + "\", \"value\": " + value + "}]";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "created_at",
                "updated_at",
                "status",
                "checksum",
                "size",
                "virtual_size",
                "direct_url",
                "self",
                "file",
                "schema",
                "id",
                "os_hash_algo",
                "os_hash_value",
                "stores"
            })
    void readOnlyPropertiesAre403(String name) {
        String words = "403 Forbidden\n\nAttribute '" + name + "' is read-only.\n\n   ";
        for (String op : new String[] {"add", "remove", "replace"}) {
            refused(403, words, operation(op, name, "\"x\""));
        }
        refused(403, words, operation("add", name, "5"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"location", "deleted", "deleted_at", "os_glance_failed_import", "os_glance_x"})
    void reservedPropertiesAre403(String name) {
        for (String op : new String[] {"add", "remove", "replace"}) {
            refused(403, "403 Forbidden\n\nAttribute '" + name + "' is reserved.\n\n   ", operation(op, name, "\"x\""));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[{\"op\": \"add\", \"path\": \"/locations/-\", \"value\": {\"url\": \"http://h/x\", \"metadata\": {}}}] | 403 | It's not allowed to add locations if locations are invisible.",
                "[{\"op\": \"add\", \"path\": \"/locations/0\", \"value\": {\"url\": \"http://h/x\"}}] | 400 | url and metadata",
                "[{\"op\": \"remove\", \"path\": \"/locations/0\"}]                | 403 | It's not allowed to remove locations",
                "[{\"op\": \"replace\", \"path\": \"/locations\", \"value\": []}]  | 403 | Cannot set locations to empty list.",
                "[{\"op\": \"replace\", \"path\": \"/locations\", \"value\": [{}]}] | 403 | It's not allowed to update locations",
                "[{\"op\": \"replace\", \"path\": \"/locations\", \"value\": {}}]  | 400 | locations",
                "[{\"op\": \"replace\", \"path\": \"/locations/0\", \"value\": []}] | 400 | pointer"
            })
    void locationsAreInvisible(String operations, int status, String words) {
        refused(status, words, operations);
    }

    @Test
    void whatIsNotThereIs409() {
        String words =
                "409 Conflict\n\nThere was a conflict when trying to complete your request.\n\n Property absent does not exist.  ";
        refused(409, words, operation("replace", "absent", "\"x\""));
        refused(409, words, "[{\"op\": \"remove\", \"path\": \"/absent\"}]");
    }

    @Test
    void whatEveryImageHasStays() {
        for (String base :
                new String[] {"name", "visibility", "tags", "min_ram", "owner", "protected", "disk_format"}) {
            refused(
                    403,
                    "403 Forbidden\n\nAccess was denied to this resource.\n\n Property " + base
                            + " may not be removed.  ",
                    "[{\"op\": \"remove\", \"path\": \"/" + base + "\"}]");
        }
    }

    @Test
    void allOrNothing() {
        refused(
                409,
                "absent",
                "[{\"op\": \"replace\", \"path\": \"/name\", \"value\": \"changed\"}, {\"op\": \"remove\", \"path\": \"/absent\"}]");
    }

    @Test
    void theMediaTypeDecides() {
        for (String type : new String[] {"application/json", "application/json-patch+json", "text/plain", ""}) {
            var refused = owner.call(
                    "PATCH", "/v2/images/" + id, "[]", type.isEmpty() ? Map.of() : Map.of("Content-Type", type));
            assertThat(refused.status()).isEqualTo(415);
            assertThat(refused.header("Accept-Patch"))
                    .isEqualTo(
                            "application/openstack-images-v2.0-json-patch, application/openstack-images-v2.1-json-patch");
        }
        var refused = owner.call("PATCH", "/v2/images/" + id, "not json", Map.of("Content-Type", "application/json"));
        assertThat(refused.body())
                .isEqualTo(
                        "415 Unsupported Media Type\n\nThe request media type application/json is not supported by this server. \n\n ");
        var accepted = Map.of("Content-Type", "Application/OpenStack-images-v2.1-json-patch; charset=utf-8");
        assertThat(owner.call("PATCH", "/v2/images/" + id, "[]", accepted).status())
                .isEqualTo(200);
    }

    @Test
    void formatsBelongToTheBytes() {
        owner.patch(id, operation("replace", "disk_format", "\"raw\""));
        owner.patch(id, operation("replace", "container_format", "\"bare\""));
        api.store(id, "fast");
        refused(
                403,
                "403 Forbidden\n\nAttribute disk_format can be only replaced for a queued image.\n\n   ",
                operation("replace", "disk_format", "\"iso\""));
        refused(403, "container_format", operation("add", "container_format", "\"bare\""));
        refused(403, "disk_format", operation("replace", "disk_format", "null"));
    }

    @Test
    void whoMayChangeWhat() {
        Client admin = api.admin();
        String own = "\"" + owner.project() + "\"";
        refused(403, "owner", operation("replace", "owner", "\"others\""));
        refused(403, "owner", operation("add", "owner", own));
        refused(403, "publicize_image", operation("replace", "visibility", "\"public\""));
        assertThat(owner.withRoles("reader").patch(id, "[]").status()).isEqualTo(403);
        assertThat(api.owner().patch(id, "[]").status()).isEqualTo(404);
        assertThat(owner.patch(UUID.randomUUID().toString(), "[]").status()).isEqualTo(404);
        assertThat(owner.patch("x", "[]").body()).contains("No image found with ID x");
        owner.patch(id, operation("replace", "visibility", "\"community\""));
        var stranger = api.owner().patch(id, operation("replace", "name", "\"x\""));
        assertThat(stranger.status()).isEqualTo(403);
        assertThat(stranger.body()).contains("You are not authorized to complete modify_image action.");
        assertThat(admin.patch(id, operation("replace", "visibility", "\"public\""))
                        .status())
                .isEqualTo(200);
        refused(403, "publicize_image", operation("replace", "visibility", "\"public\""));
        assertThat(admin.patch(id, operation("replace", "owner", "\"others\"")).text("owner"))
                .isEqualTo("others");
        assertThat(owner.patch(id, "[]").status()).isEqualTo(403);
    }

    private static String adds(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> "{\"op\": \"add\", \"path\": \"/p" + i + "\", \"value\": \"\"}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void asManyAsAllowed() {
        assertThat(owner.patch(id, adds(0, 127)).status()).isEqualTo(200);
        refused(413, "Attempted: 129, Maximum: 128", adds(127, 128));
        assertThat(owner.patch(
                                id,
                                "[{\"op\": \"remove\", \"path\": \"/p0\"},"
                                        + adds(127, 128).substring(1))
                        .status())
                .isEqualTo(200);
        String tags = IntStream.range(0, 129).mapToObj(i -> "\"" + i + "\"").collect(Collectors.joining(","));
        refused(413, "tags. Attempted: 129", operation("replace", "tags", "[" + tags + "]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[{\"replace\": \"/name\", \"value\": \"x\"}]                  | 200 | x",
                "[{\"add\": \"/new\", \"value\": \"v\"}]                       | 200 | \"new\":\"v\"",
                "[{\"remove\": \"/custom\"}]                                   | 200 | \"name\":\"n\"",
                "[{\"add\": \"/custom\", \"value\": \"v\"}]                    | 409 | Property custom already present.",
                "[{\"add\": \"/name\", \"value\": \"v\"}]                      | 409 | Property name already present.",
                "[{\"replace\": \"/absent\", \"value\": \"v\"}]                | 409 | Property absent does not exist.",
                "[{\"remove\": \"/absent\"}]                                   | 409 | Property absent does not exist.",
                "[{\"add\": \"/a\", \"remove\": \"/b\", \"value\": \"v\"}]     | 400 | exactly one member",
                "[{\"op\": \"replace\", \"path\": \"/name\", \"value\": \"x\"}] | 400 | exactly one member",
                "[{\"move\": \"/a\"}]                                          | 400 | exactly one member",
                "[{\"add\": 5, \"value\": \"v\"}]                              | 400 | \"add\"",
                "[{\"add\": \"/a\"}]                                           | 400 | \"value\"",
                "[{\"replace\": \"/status\", \"value\": \"v\"}]                | 403 | read-only",
                "[{\"add\": \"/os_glance\", \"value\": \"v\"}]                 | 403 | reserved"
            })
    void theOldForm(String operations, int status, String words) {
        var answer = owner.oldPatch(id, operations);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.body()).contains(words);
    }

    @Test
    void aChangeDuringAnImportLosesNothing() {
        owner.patch(id, operation("replace", "disk_format", "\"raw\""));
        owner.patch(id, operation("replace", "container_format", "\"bare\""));
        api.store(id, "fast");
        var copy = api.copy(id, false, "reliable", "cheap");
        var during = owner.patch(id, operation("add", "note", "\"kept\""));
        assertThat(during.text("os_glance_import_task")).isEqualTo(copy.toString());
        assertThat(during.text("os_glance_importing_to_stores")).isEqualTo("cheap,reliable");
        api.land(copy, ImageId.of(id), "reliable");
        var after = owner.patch(id, operation("replace", "name", "\"x\""));
        assertThat(after.text("note")).isEqualTo("kept");
        assertThat(after.text("stores")).isEqualTo("reliable,fast");
        assertThat(after.text("os_glance_importing_to_stores")).isEqualTo("cheap");
        assertThat(api.catalog.images().find(ImageId.of(id)).orElseThrow().status())
                .isEqualTo(ImageStatus.ACTIVE);
    }
}
