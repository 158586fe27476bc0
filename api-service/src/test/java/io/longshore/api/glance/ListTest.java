package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.catalog.ImportEnd;
import io.longshore.importing.ImportId;
import io.longshore.service.ImageLimits;
import io.longshore.wiring.ApiSettings;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ListTest {

    /** Of its own: what other tests make public would be listed too. */
    private static final RunningApi API = new RunningApi(ApiSettings.defaults());

    private final RunningApi api = API;
    private final Client owner = api.owner();

    @AfterAll
    static void stop() {
        API.close();
    }

    private String create(String name, String more) {
        return owner.create("{\"name\": \"" + name + "\"" + more + "}").id();
    }

    private List<String> names(String query) {
        var answer = owner.get("/v2/images" + (query.isEmpty() ? "" : "?" + query));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.each("images", "name");
    }

    @Test
    void anEmptyList() {
        var answer = owner.get("/v2/images");
        assertThat(answer.body())
                .isEqualTo("{\"images\":[],\"first\":\"/v2/images\",\"schema\":\"/v2/schemas/images\"}");
        assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void byTheProgressOfImports() {
        create("never imported", "");
        String image = create("a", ", \"disk_format\": \"raw\", \"container_format\": \"bare\"");
        api.store(image, "fast");
        ImportId failed = api.copy(image, false, "cheap");
        api.catalog.runs().end(failed, 1, ImportEnd.Kind.FAILED, List.of(), "so it was");
        String task = api.copy(image, false, "reliable", "web").toString();
        var shown = owner.get("/v2/images/" + image);
        for (String key :
                List.of("os_glance_import_task", "os_glance_importing_to_stores", "os_glance_failed_import")) {
            assertThat(shown.text(key)).isNotEmpty();
            assertThat(names(key + "=" + shown.text(key))).containsExactly("a");
            for (String other : List.of("", "cheap,fast", task.replace('-', 'x'), "reliable", "fast,", ",")) {
                assertThat(names(key + "=" + other)).as(key + "=" + other).isEmpty();
            }
        }
        assertThat(shown.text("os_glance_importing_to_stores")).isEqualTo("reliable,web");
        api.catalog.runs().end(ImportId.of(task), 1, ImportEnd.Kind.FAILED, List.of(), "so it was");
        assertThat(names("os_glance_importing_to_stores=")).as("none, as shown").containsExactly("a");
        assertThat(names("os_glance_failed_import=cheap,reliable,web")).containsExactly("a");
        assertThat(names("os_glance_import_task=" + task)).isEmpty();
    }

    @Test
    void newestFirstAndEachAsItIsShown() {
        String first = create("a", "");
        String second = create("b", ", \"p\": \"v\"");
        var list = owner.get("/v2/images");
        assertThat(list.each("images", "id")).containsExactly(second, first);
        assertThat(list.json().get("images").get(0).toString())
                .isEqualTo(owner.get("/v2/images/" + second).body());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "name=a                                    | a",
                "name=                                     | ~~",
                "name=eq:a                                 | a",
                "name=eq:x:y                               | x:y",
                "name=in:a,b                               | a b",
                "name=in:a,\"c,d\"                         | a c,d",
                "name=in:\"c,d\",nothing                   | c,d",
                "name=in:\"q\\\"q\"                        | q\"q",
                "name=in:\"a\"                             | a",
                "name=in:                                  | ~~",
                "name=in:,a                                | a",
                "name=nothing&name=a                       | a",
                "status=queued                             | a b c,d q\"q x:y",
                "status=in:active,queued                   | a b c,d q\"q x:y",
                "status=nothing                            | ~~",
                "status=active                             | ~~",
                "container_format=bare                     | a",
                "container_format=in:bare,ovf              | a b",
                "disk_format=raw                           | a",
                "disk_format=in:iso,raw                    | a b",
                "protected=true                            | b",
                "protected=false                           | a c,d q\"q x:y",
                "os_hidden=true                            | hidden",
                "os_hidden=True                            | hidden",
                "os_hidden=FALSE                           | a b c,d q\"q x:y",
                "min_ram=7                                 | a",
                "min_ram=+7                                | a",
                "min_ram_min=7                             | a b",
                "min_ram_min=8                             | b",
                "min_ram_max=7&min_ram_min=1               | a",
                "min_disk_max=0                            | c,d q\"q x:y",
                "min_disk_max=3                            | a c,d q\"q x:y",
                "size_min=0                                | ~~",
                "size=5                                    | ~~",
                "virtual_size_min=0                        | ~~",
                "min_ram_max=99999999999999999999999       | a b c,d q\"q x:y",
                "min_ram_min=99999999999999999999999       | ~~",
                "checksum=x                                | ~~",
                "os_hash_value=x                           | ~~",
                "os_hash_algo=sha512                       | ~~",
                "tag=t1                                    | a b",
                "tag=t1&tag=t2                             | b",
                "tag=t1&tag=absent                         | ~~",
                "tag=T1                                    | ~~",
                "color=red                                 | a",
                "color=red&size_of=x                       | ~~",
                "color=RED                                 | ~~",
                "weight_min=3                              | b",
                "id=not-an-id                              | ~~",
                "owner=others                              | ~~",
                "created_at=gt:2020-01-01T00:00:00Z        | a b c,d q\"q x:y",
                "created_at=lt:2020-01-01                  | ~~",
                "created_at=gte:2020-01-01T00:00           | a b c,d q\"q x:y",
                "created_at=lte:2120-01-01 00:00:00        | a b c,d q\"q x:y",
                "created_at=neq:2020-01-01T00:00:00+02:00  | a b c,d q\"q x:y",
                "created_at=2020-01-01T00:00:00.5Z         | ~~",
                "updated_at=gt:2020-01-01T00:00:00-0300    | a b c,d q\"q x:y",
                "updated_at=eq:2020-01-01T00:00:00Z        | ~~",
                "visibility=shared                         | a c,d q\"q x:y",
                "visibility=private                        | ~~",
                "visibility=all                            | a b c,d q\"q x:y",
                "member_status=all                         | a b c,d q\"q x:y",
                "stores=fast                               | ~~"
            })
    void filters(String query, String names) {
        create("a", """
                , "disk_format": "raw", "container_format": "bare", "min_ram": 7, "min_disk": 3, "tags": ["t1"], \
                "color": "red""" + "\"");
        create("b", """
                , "disk_format": "iso", "container_format": "ovf", "min_ram": 8, "min_disk": 4, "tags": ["t2", "t1"], \
                "protected": true, "visibility": "community", "weight_min": "3""" + "\"");
        create("c,d", "");
        create("q\\\"q", "");
        create("x:y", "");
        create("hidden", ", \"os_hidden\": true");
        String own = query.startsWith("owner") ? "" : "&owner=" + owner.project();
        assertThat(new TreeSet<>(names(encoded(query) + own)))
                .containsExactlyElementsOf(names.isEmpty() ? List.of() : List.of(names.split(" ", -1)));
    }

    /** Encodes the values and leaves the signs between them. */
    private static String encoded(String query) {
        StringBuilder encoded = new StringBuilder();
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            encoded.append(encoded.isEmpty() ? "" : "&")
                    .append(parameter, 0, equals + 1)
                    .append(URLEncoder.encode(parameter.substring(equals + 1), StandardCharsets.UTF_8));
        }
        return encoded.toString();
    }

    @Test
    void filtersOnWhatOnlyBytesHave() {
        String formats = ", \"disk_format\": \"raw\", \"container_format\": \"bare\"";
        String id = create("bytes", formats);
        create("none", formats);
        api.store(id, "fast");
        for (String query : List.of(
                "checksum=" + RunningApi.MD5,
                "os_hash_value=" + RunningApi.SHA512,
                "os_hash_algo=sha512",
                "size=5",
                "size_min=5&size_max=5",
                "virtual_size=5",
                "status=active",
                "id=" + id,
                "id=in:x," + id)) {
            assertThat(names(query + "&owner=" + owner.project())).as(query).containsExactly("bytes");
        }
        assertThat(names("size_max=4")).isEmpty();
        assertThat(names("status=in:active,queued")).containsExactly("none", "bytes");
        String created = owner.get("/v2/images/" + id).text("created_at");
        assertThat(names("created_at=" + created)).contains("bytes");
        assertThat(names("created_at=gt:" + created)).doesNotContain("bytes");
        assertThat(names("created_at=gte:" + created)).contains("bytes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "limit=-1                      | limit param must be positive",
                "limit=x                       | limit param must be an integer",
                "limit=                        | limit param must be an integer",
                "limit=1.5                     | limit param must be an integer",
                "marker=x                      | No image found with ID x",
                "created_at=lt:-999999999-01-01              | it must be a time in ISO 8601",
                "updated_at=0000-01-01                       | it must be a time in ISO 8601",
                "created_at=gt:+999999999-12-31              | it must be a time in ISO 8601",
                "marker=00000000-0000-4000-8000-000000000000 | No image found with ID 00000000-0000-4000-8000-000000000000",
                "sort_key=nothing              | Invalid sort key: nothing. It must be one of the following: name, status, container_format, disk_format, size, id, created_at, updated_at.",
                "sort_key=min_ram              | Invalid sort key: min_ram.",
                "sort_key=                     | Invalid sort key: .",
                "sort_dir=up                   | Invalid sort direction: up",
                "sort=name:up                  | Invalid sort direction: up",
                "sort=name:                    | Invalid sort direction: ",
                "sort=                         | Invalid sort key: .",
                "sort=name,                    | Invalid sort key: .",
                "sort=name:asc:desc            | Invalid sort direction: asc:desc",
                "sort=name&sort_key=id         | cannot be combined",
                "sort=name&sort_dir=asc        | cannot be combined",
                "sort_key=name&sort_key=id&sort_key=size&sort_dir=asc&sort_dir=desc | does not match the number of sort keys",
                "sort_dir=asc&sort_dir=desc    | does not match the number of sort keys",
                "visibility=secret             | Invalid visibility value: secret",
                "visibility=                   | Invalid visibility value: ",
                "member_status=x               | Invalid status: x",
                "protected=yes                 | protected",
                "protected=True                | protected",
                "os_hidden=1                   | os_hidden",
                "name=x:y                      | name",
                "name=neq:a                    | name",
                "id=gt:x                       | id",
                "status=not:active             | status",
                "disk_format=like:r            | disk_format",
                "name=in:\"a                   | closing quote",
                "name=in:a\"b                  | a quote must begin and end its item",
                "name=in:\"a\"b                | comma",
                "size=x                        | size",
                "size_min=x                    | size_min",
                "min_ram_max=                  | min_ram_max",
                "min_disk_min=1.5              | min_disk_min",
                "created_at=x                  | created_at",
                "created_at=in:2020-01-01      | created_at",
                "created_at=gt:                | created_at",
                "updated_at=lt:2020-13-01      | updated_at",
                "created_at=2020-02-30         | created_at",
                "changes-since=2020-01-01      | changes-since"
            })
    void whatMakesNoSenseIs400AndSaysWhat(String query, String words) {
        var refused = owner.get("/v2/images?" + encoded(query));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).startsWith("400 Bad Request\n\n").contains(words);
    }

    @Test
    void sorting() {
        create("b", ", \"disk_format\": \"raw\"");
        create("a", ", \"disk_format\": \"raw\"");
        create("c", "");
        assertThat(names("")).containsExactly("c", "a", "b");
        assertThat(names("sort_dir=asc")).containsExactly("b", "a", "c");
        assertThat(names("sort_key=name")).containsExactly("c", "b", "a");
        assertThat(names("sort_key=name&sort_dir=asc")).containsExactly("a", "b", "c");
        assertThat(names("sort=name:asc")).containsExactly("a", "b", "c");
        assertThat(names("sort=name")).containsExactly("c", "b", "a");
        assertThat(names("sort=disk_format:asc,name:desc")).containsExactly("c", "b", "a");
        assertThat(names("sort=disk_format:desc,name:asc")).containsExactly("a", "b", "c");
        assertThat(names("sort_key=disk_format&sort_key=name&sort_dir=desc&sort_dir=asc"))
                .containsExactly("a", "b", "c");
        assertThat(names("sort_key=disk_format&sort_key=name&sort_dir=asc")).containsExactly("c", "a", "b");
        assertThat(names("sort=name:asc,name:desc")).containsExactly("a", "b", "c");
        List<String> ids = owner.get("/v2/images?sort=id:asc").each("images", "id");
        assertThat(ids).isSorted();
        for (String key : List.of("status", "container_format", "size", "updated_at", "created_at")) {
            assertThat(names("sort_key=" + key)).as(key).containsExactly("c", "a", "b");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "sort_dir=asc",
                "sort_key=name",
                "sort=name:asc,id:desc",
                "sort=disk_format:desc,name:asc",
                "sort=size:asc,status:desc,id:asc",
                "sort_key=status&sort_key=name&sort_dir=asc&sort_dir=desc",
                "sort=updated_at:asc"
            })
    void pagesLoseNothingAndRepeatNothing(String sort) {
        for (int i = 0; i < 11; i++) {
            create("n" + i / 3, i % 2 == 0 ? ", \"disk_format\": \"raw\"" : "");
        }
        String prefix = "/v2/images?" + (sort.isEmpty() ? "" : sort + "&");
        List<String> whole = owner.get(prefix + "limit=100").each("images", "id");
        assertThat(whole).hasSize(11).doesNotHaveDuplicates();
        List<String> paged = new ArrayList<>();
        String next = prefix + "limit=4";
        int pages = 0;
        while (!next.isEmpty()) {
            var page = owner.get(next);
            paged.addAll(page.each("images", "id"));
            next = page.text("next");
            pages++;
        }
        assertThat(paged).isEqualTo(whole);
        assertThat(pages).isEqualTo(3);
    }

    @Test
    void linksKeepEveryParameter() {
        for (int i = 0; i < 3; i++) {
            create("a b", ", \"tags\": [\"x\", \"y\"]");
        }
        String query = "tag=x&tag=y&name=eq%3Aa+b&sort=name%3Aasc%2Cid%3Adesc&limit=1";
        var page = owner.get("/v2/images?tag=x&tag=y&name=eq:a%20b&sort=name:asc,id:desc&limit=1");
        assertThat(page.text("first")).isEqualTo("/v2/images?" + query);
        String marker = page.each("images", "id").getFirst();
        assertThat(page.text("next")).isEqualTo("/v2/images?" + query + "&marker=" + marker);
        var second = owner.get(page.text("next"));
        assertThat(second.text("first")).isEqualTo("/v2/images?" + query);
        assertThat(second.text("next"))
                .startsWith("/v2/images?" + query + "&marker=")
                .doesNotContain(marker);
    }

    @Test
    void limits() {
        for (int i = 0; i < 26; i++) {
            create("n", "");
        }
        var standard = owner.get("/v2/images");
        assertThat(standard.json().get("images")).hasSize(25);
        assertThat(standard.json().has("next")).isTrue();
        var none = owner.get("/v2/images?limit=0");
        assertThat(none.body())
                .isEqualTo("{\"images\":[],\"first\":\"/v2/images?limit=0\",\"schema\":\"/v2/schemas/images\"}");
        var full = owner.get("/v2/images?limit=26");
        assertThat(full.json().get("images")).hasSize(26);
        assertThat(full.json().has("next")).as("a full page may have a next").isTrue();
        assertThat(owner.get(full.text("next")).json().get("images")).isEmpty();
        assertThat(owner.get("/v2/images?limit=27").json().has("next")).isFalse();
        assertThat(owner.get("/v2/images?limit=99999999999999999999").status()).isEqualTo(200);
    }

    @Test
    void thePageIsNeverLargerThanAllowed() {
        ApiSettings settings = ApiSettings.defaults();
        var small = new ApiSettings(
                settings.address(), 0, settings.wire(), new ImageLimits(2, 2, 2, 3, 4), settings.copyImage());
        try (var limited = new RunningApi(small)) {
            Client caller = limited.owner();
            IntStream.range(0, 6).forEach(i -> caller.create("{}"));
            assertThat(caller.get("/v2/images").json().get("images")).hasSize(3);
            assertThat(caller.get("/v2/images?limit=1000").json().get("images")).hasSize(4);
            assertThat(caller.create("{\"a\": \"\", \"b\": \"\", \"c\": \"\"}").status())
                    .isEqualTo(413);
            assertThat(caller.create("{\"tags\": [\"a\", \"b\", \"c\"]}").status())
                    .isEqualTo(413);
        }
    }

    @Test
    void aPageBeginsOnlyAfterWhatTheCallerSees() {
        String id = create("private", ", \"visibility\": \"private\"");
        Client stranger = api.owner();
        assertThat(stranger.get("/v2/images?marker=" + id).status()).isEqualTo(403);
        assertThat(owner.get("/v2/images?marker=" + id).status()).isEqualTo(200);
        owner.delete("/v2/images/" + id);
        assertThat(owner.get("/v2/images?marker=" + id).status()).isEqualTo(400);
    }

    @Test
    void sameTimesAreOrderedByIdBothWays() {
        for (int i = 0; i < 5; i++) {
            create("same", "");
        }
        List<String> down = owner.get("/v2/images?sort=name:desc").each("images", "id");
        List<String> up = new ArrayList<>(owner.get("/v2/images?sort=name:asc").each("images", "id"));
        Collections.reverse(up);
        assertThat(down).isEqualTo(up);
    }

    @Test
    void whoHasNoRoleMayNotLook() {
        assertThat(owner.withRoles("other").get("/v2/images").status()).isEqualTo(403);
        assertThat(owner.withRoles("reader").get("/v2/images").status()).isEqualTo(200);
    }
}
