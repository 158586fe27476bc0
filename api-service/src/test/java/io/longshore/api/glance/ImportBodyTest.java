package io.longshore.api.glance;

import static io.longshore.api.glance.ImportRequests.copy;
import static io.longshore.api.glance.ImportRequests.web;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the fields of a request for an import may be, and that a refused one changes nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ImportBodyTest {

    @TempDir
    static Path directory;

    private MovingApi api;
    private ImportRequests requests;
    private Client admin;
    private Client owner;

    @BeforeAll
    void start() {
        api = new MovingApi(directory);
        requests = new ImportRequests(api);
        admin = requests.admin;
        owner = requests.owner;
    }

    @AfterAll
    void stop() {
        api.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~                                                        | Body expected in request.",
                "[]                                                        | must be a JSON object",
                "5                                                         | Unexpected body type",
                "{                                                         | Malformed JSON",
                "{}                                                        | requires a 'method' field",
                "{\"method\": null}                                        | 'method' must be an object",
                "{\"method\": \"web-download\"}                            | 'method' must be an object",
                "{\"method\": []}                                          | 'method' must be an object",
                "{\"method\": 5}                                           | 'method' must be an object",
                "{\"method\": {}}                                          | requires a 'name' field",
                "{\"method\": {\"name\": null}}                            | Unknown import method name 'null'",
                "{\"method\": {\"name\": 5}}                               | Unknown import method name '5'",
                "{\"method\": {\"name\": \"\"}}                            | Unknown import method name ''",
                "{\"method\": {\"name\": \"teleport\"}}                    | Unknown import method name 'teleport'",
                "{\"method\": {\"name\": \"glance-download\"}}             | Unknown import method name 'glance-download'",
                "{\"method\": {\"name\": [\"web-download\"]}}              | Unknown import method name",
                "{\"method\": {\"name\": \"web-download\", \"uri\": 5}}    | 'uri' must be a string",
                "{\"method\": {\"name\": \"web-download\", \"uri\": []}}   | 'uri' must be a string",
                "{\"method\": {\"name\": \"web-download\"}, \"method\": 5} | 'method' must be an object"
            })
    void bodiesThatAreNoRequest(String body, String words) {
        requests.refused(owner, requests.queued(), body, 400, words);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "all_stores              | null",
                "all_stores              | 1",
                "all_stores              | \"true\"",
                "all_stores              | [true]",
                "all_stores_must_succeed | null",
                "all_stores_must_succeed | 0",
                "all_stores_must_succeed | \"false\"",
                "all_stores_must_succeed | {}",
                "stores                  | null",
                "stores                  | \"fast\"",
                "stores                  | 5",
                "stores                  | {\"fast\": true}",
                "stores                  | []",
                "stores                  | [1]",
                "stores                  | [null]",
                "stores                  | [[\"fast\"]]",
                "stores                  | [\"fast\", {}]"
            })
    void wrongTypesAre400AndNamed(String field, String value) {
        requests.refused(owner, requests.queued(), web(", \"" + field + "\": " + value), 400, "'" + field + "'");
        requests.refused(admin, requests.stored("fast"), copy(", \"" + field + "\": " + value), 400, "'" + field + "'");
    }

    @Test
    void whatIsTooMuch() {
        String image = requests.queued();
        requests.refused(owner, image, web(", \"stores\": [\"" + "s".repeat(256) + "\"]"), 400, "'stores'");
        requests.refused(owner, image, web("").replace("/i", "/" + "i".repeat(9000)), 400, "'uri' is longer");
        requests.refused(
                owner, image, "{\"method\": {\"name\": \"" + "x".repeat(60_000) + "\"}}", 400, "Unknown import method");
        requests.refused(owner, image, web(", \"x\": \"" + "x".repeat(1 << 16) + "\""), 413, "longer than");
        requests.refused(owner, image, web(", \"x\": " + "[".repeat(65) + "]".repeat(65)), 400, "Malformed JSON");
        requests.refused(owner, image, web(", \"x\": " + "9".repeat(65)), 400, "Malformed JSON");
        requests.refused(owner, image, web(", \"x\": \"\\u0000\""), 400, "NUL");
        requests.refused(owner, image, web(", \"\\u0000\": 1"), 400, "NUL");
        requests.refused(owner, image, web(", \"stores\": [\"fa\\ud83d\\ude00st\"]"), 400, "4 byte unicode");
        requests.refused(owner, image, web(", \"x\": \"\\ud83d\""), 400, "4 byte unicode");
        requests.refused(
                owner,
                image,
                web(", \"stores\": [\"nowhere\"]"),
                Map.of("X-Image-Meta-Store", "s".repeat(9000)),
                400,
                "");
    }

    @Test
    void bytesThatAreNoText() {
        String image = requests.queued();
        String before = api.everythingOf(image);
        String body = web(", \"x\": \"\u00ff\"");
        var answer = RawRequest.send(
                api.server.port(),
                "POST " + ImportRequests.of(image) + " HTTP/1.1",
                "Host: h\r\nX-Auth-Token: " + owner.token() + "\r\nContent-Length: " + body.length() + "\r\n",
                body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).contains("not UTF-8");
        assertThat(api.everythingOf(image)).isEqualTo(before);
    }

    /** Taken as they are, and shown again in the task. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"allow_failure\": \"x\"",
                "\"x\": 1e999999999",
                "\"x\": -1e-999999999",
                "\"x\": 123456789012345678901234567890123456789012345678901234567890",
                "\"x\": [[[[[[[[{\"y\": null}]]]]]]]]",
                "\"\": \"\"",
                "\"all_stores\": 5, \"all_stores\": false",
                "\"x\": \"\\u2028\\u0001\\\\u0000\""
            })
    void unknownMembersAreNobodysBusiness(String more) {
        String image = requests.queued();
        assertThat(owner.post(ImportRequests.of(image), web(", " + more)).status())
                .isEqualTo(202);
        var tasks = owner.get("/v2/images/" + image + "/tasks");
        assertThat(tasks.status()).isEqualTo(200);
        assertThat(tasks.json().at("/tasks/0/input/import_req/method/name").asString())
                .isEqualTo("web-download");
    }

    @Test
    void anImageKeepsAFormatWhileItIsImported() {
        String image = requests.queued();
        owner.post(ImportRequests.of(image), web(""));
        for (String format : List.of("disk_format", "container_format")) {
            var refused = owner.patch(image, "[{\"op\": \"replace\", \"path\": \"/" + format + "\", \"value\": null}]");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body())
                    .contains("Attribute " + format + " cannot be removed while the image is imported");
        }
        assertThat(owner.patch(image, "[{\"op\": \"replace\", \"path\": \"/disk_format\", \"value\": \"qcow2\"}]")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void anAcceptedImportAnswersNothingAndShowsAtOnce() {
        String image = requests.queued();
        var accepted = owner.call(
                "POST",
                ImportRequests.of(image),
                web(", \"stores\": [\"reliable\", \"fast\", \"reliable\"], \"all_stores\": false"),
                Map.of("X-Openstack-Request-Id", "req-mine", "Content-Type", "text/plain"));
        assertThat(accepted.status()).isEqualTo(202);
        assertThat(accepted.body()).isEmpty();
        assertThat(accepted.header("Content-Type")).isEqualTo("text/html;charset=UTF-8");
        assertThat(accepted.header("Content-Length")).isEqualTo("0");
        assertThat(accepted.headers()).doesNotContainKey("location");

        var shown = owner.get("/v2/images/" + image);
        assertThat(shown.text("status")).isEqualTo("importing");
        assertThat(shown.text("os_glance_importing_to_stores")).isEqualTo("fast,reliable");
        assertThat(shown.text("os_glance_failed_import")).isEmpty();
        assertThat(shown.keys()).doesNotContain("stores").contains("os_glance_import_task");

        var task = owner.get("/v2/images/" + image + "/tasks").json().at("/tasks/0");
        assertThat(task.path("id").asString()).isEqualTo(shown.text("os_glance_import_task"));
        assertThat(task.path("status").asString()).isEqualTo("pending");
        assertThat(task.path("request_id").asString()).isEqualTo("req-mine");
        assertThat(task.path("input").path("backend").toString()).isEqualTo("[\"reliable\",\"fast\"]");
        assertThat(task.path("input").path("import_req").path("stores").size()).isEqualTo(3);
    }

    @Test
    void whereAnImportGoes() {
        assertThat(targets("", Map.of())).isEqualTo("fast");
        assertThat(targets(", \"all_stores\": false, \"all_stores_must_succeed\": false", Map.of()))
                .isEqualTo("fast");
        assertThat(targets("", Map.of("X-Image-Meta-Store", "cheap"))).isEqualTo("cheap");
        assertThat(targets(", \"stores\": [\"cheap\"]", Map.of())).isEqualTo("cheap");
        assertThat(targets(", \"all_stores\": true", Map.of())).isEqualTo("cheap,fast,reliable");
    }

    private String targets(String more, Map<String, String> headers) {
        String image = requests.queued();
        assertThat(owner.call("POST", ImportRequests.of(image), web(more), headers)
                        .status())
                .isEqualTo(202);
        return owner.get("/v2/images/" + image).text("os_glance_importing_to_stores");
    }

    @Test
    void namesOfStoresThatCannotBe() {
        String image = requests.queued();
        String both = "can't be both specified";
        String all = "All_stores parameter can't be used with";
        requests.refused(
                owner, image, web(", \"stores\": [\"fast\"]"), Map.of("X-Image-Meta-Store", "fast"), 400, both);
        requests.refused(owner, image, web(", \"stores\": [\"no\"]"), Map.of("X-Image-Meta-Store", "no"), 400, both);
        requests.refused(owner, image, web(", \"all_stores\": true"), Map.of("X-Image-Meta-Store", "fast"), 400, all);
        requests.refused(owner, image, web(", \"all_stores\": true, \"stores\": [\"fast\"]"), 400, all);
        requests.refused(owner, image, web(", \"all_stores\": true, \"stores\": [\"no\"]"), 400, all);
        requests.refused(
                owner,
                image,
                web(", \"stores\": [\"fast\", \"nowhere\"]"),
                409,
                "Store for identifier nowhere not found");
        requests.refused(owner, image, web(", \"stores\": [\"\"]"), 409, "Store for identifier  not found");
        requests.refused(owner, image, web(", \"stores\": [\" \"]"), 409, "not found");
        requests.refused(owner, image, web(", \"stores\": [\"FAST\"]"), 409, "FAST not found");
        requests.refused(owner, image, web(", \"stores\": [\"fast,cheap\"]"), 409, "not found");
        requests.refused(owner, image, web(", \"stores\": [\"web\"]"), 409, "Store web is read-only");
        requests.refused(owner, image, web(", \"stores\": [\"os_glance_staging_store\"]"), 409, "not found");
        requests.refused(owner, image, web(""), Map.of("X-Image-Meta-Store", "nowhere"), 409, "nowhere not found");
        requests.refused(owner, image, web(""), Map.of("X-Image-Meta-Store", "web"), 409, "Store web is read-only");
        requests.refused(
                owner, image, web(""), Map.of("X-Image-Meta-Store", ""), 409, "Store for identifier  not found");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "ftp://127.0.0.1/i",
                "file:///etc/passwd",
                "http://127.0.0.2/",
                "http://[::1]/",
                "http://169.254.169.254/latest",
                "http://0x7f000001/",
                "http://2130706433/",
                "http://127.1/",
                "http://127.0.0.1:22/",
                "http://user:secret@127.0.0.1/",
                "http://127.0.0.1\\\\@evil/",
                "http://127.0.0.1 /",
                "jar:http://127.0.0.1/i!/x"
            })
    void addressesThatDoNotPass(String uri) {
        String image = requests.queued();
        String body = web("").replace("http://127.0.0.1/i", uri);
        requests.refused(owner, image, body, 400, "URI for web-download does not pass filtering");
        assertThat(owner.post(ImportRequests.of(image), body).body()).doesNotContain("secret");
        requests.refused(owner, image, body.replace("}}", "}, \"stores\": [\"nowhere\"]}"), 409, "nowhere");
    }

    @Test
    void anAddressThatIsMissing() {
        String image = requests.queued();
        String words = "URI for web-download does not pass filtering";
        requests.refused(owner, image, "{\"method\": {\"name\": \"web-download\"}}", 400, words);
        requests.refused(owner, image, "{\"method\": {\"name\": \"web-download\", \"uri\": null}}", 400, words);
    }

    /** gophercloud always sends one; what stands in it is not looked at, and no secret in it is kept. */
    @Test
    void anAddressThatNobodyNeeds() {
        String image = requests.staged();
        String body = "{\"method\": {\"name\": \"glance-direct\", \"uri\": \"%s\"}}";
        assertThat(owner.post(ImportRequests.of(image), body.formatted("http://u:s3cr3t@h/p"))
                        .status())
                .isEqualTo(202);
        assertThat(owner.get("/v2/images/" + image + "/tasks").body())
                .doesNotContain("s3cr3t")
                .contains("//h/p");
        for (String uri : List.of("\"\"", "5", "null", "[]")) {
            String other = requests.staged();
            assertThat(owner.post(ImportRequests.of(other), body.replace("\"%s\"", uri))
                            .status())
                    .isEqualTo(202);
        }
    }
}
