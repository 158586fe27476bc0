package io.longshore.api.glance;

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
import org.junit.jupiter.params.provider.ValueSource;

/** How fast stores may be written to: what can be said about it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BandwidthTest {

    private static final String STORES = "/longshore/v1/stores";

    @TempDir
    static Path directory;

    private MovingApi api;
    private Client admin;

    @BeforeAll
    void start() {
        api = new MovingApi(directory);
        admin = api.admin();
    }

    @AfterAll
    void stop() {
        api.close();
    }

    private Client.Answer change(String store, String body) {
        return admin.call("PATCH", STORES + "/" + store, body, Map.of());
    }

    @Test
    void aLimitIsSetAndTakenAway() {
        String free = "{\"id\":\"cheap\",\"bytes_per_second\":null,\"writers\":0}";
        assertThat(admin.get(STORES + "/cheap").body()).isEqualTo(free);
        var limited = change("cheap", "{\"bytes_per_second\": 1000}");
        assertThat(limited.status()).isEqualTo(200);
        assertThat(limited.body()).isEqualTo(free.replace("null", "1000"));
        assertThat(admin.get(STORES).each("stores", "id")).containsExactly("fast", "reliable", "cheap");
        assertThat(change("cheap", "{\"bytes_per_second\": 9223372036854775807}")
                        .status())
                .isEqualTo(200);
        assertThat(change("cheap", "{\"bytes_per_second\": null}").body()).isEqualTo(free);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{}",
                "{\"bytes_per_second\": 0}",
                "{\"bytes_per_second\": -1}",
                "{\"bytes_per_second\": 1.5}",
                "{\"bytes_per_second\": 1e3}",
                "{\"bytes_per_second\": \"1\"}",
                "{\"bytes_per_second\": true}",
                "{\"bytes_per_second\": [1]}",
                "{\"bytes_per_second\": 9223372036854775808}",
                "{\"bytes_per_second\": 1, \"weight\": 2}",
                "{\"bytes_per_secnd\": 1}"
            })
    void limitsThatAreNone(String body) {
        change("fast", "{\"bytes_per_second\": 7}");
        var refused = change("fast", body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).containsAnyOf("'bytes_per_second'", "ody", "JSON");
        assertThat(admin.get(STORES + "/fast").json().get("bytes_per_second").intValue())
                .isEqualTo(7);
    }

    @Test
    void storesThatAreNone() {
        for (String store : List.of("nowhere", "web", "FAST", "os_glance_x", "%01", "%20")) {
            assertThat(admin.get(STORES + "/" + store).status()).isEqualTo(404);
            assertThat(change(store, "{\"bytes_per_second\": 1}").status()).isEqualTo(404);
        }
    }

    @Test
    void itIsAdminsBusiness() {
        for (String path : List.of(STORES, STORES + "/fast", STORES + "/nowhere")) {
            assertThat(api.owner().get(path).status()).isEqualTo(403);
        }
        assertThat(api.owner().call("PATCH", STORES + "/fast", "{}", Map.of()).status())
                .isEqualTo(403);
        assertThat(admin.call("HEAD", STORES, null, Map.of()).status()).isEqualTo(405);
        assertThat(admin.put(STORES + "/fast", "{}").header("Allow")).isEqualTo("GET, PATCH");
    }
}
