package io.longshore.api.glance;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.longshore.catalog.TestDatabase;
import io.longshore.wiring.ApiSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** With the database away: 503 and when to come back, for whatever needs it. */
final class CatalogAwayTest {

    private static HikariDataSource nowhere() {
        var database = new PGSimpleDataSource();
        database.setServerNames(new String[] {"127.0.0.1"});
        database.setPortNumbers(new int[] {1});
        var config = new HikariConfig();
        config.setDataSource(database);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(250);
        return new HikariDataSource(config);
    }

    @Test
    void everythingThatNeedsItIs503() {
        try (var database = nowhere();
                var api = new RunningApi(ApiSettings.defaults(), database, more -> {})) {
            Client admin = api.admin();
            String image = "/v2/images/" + UUID.randomUUID();
            for (String[] call : new String[][] {
                {"GET", "/v2/images", null},
                {"POST", "/v2/images", "{}"},
                {"GET", image, null},
                {"DELETE", image, null},
                {"PUT", image + "/tags/t", null},
                {"GET", image + "/members", null},
                {"POST", image + "/members", "{\"member\": \"m\"}"},
                {"DELETE", "/v2/stores/fast" + image.substring("/v2/images".length()), null}
            }) {
                var answer = admin.call(call[0], call[1], call[2], Map.of());
                assertThat(answer.status()).as(call[0] + " " + call[1]).isEqualTo(503);
                assertThat(answer.header("Retry-After")).isEqualTo("5");
                assertThat(answer.body())
                        .isEqualTo("503 Service Unavailable\n\ncatalog: the database does not answer\n\n   ");
            }
            assertThat(admin.get("/v2/info/stores").status()).isEqualTo(200);
            assertThat(admin.get("/versions").status()).isEqualTo(200);
            assertThat(admin.create("{\"min_ram\": -1}").status()).isEqualTo(400);
        }
    }

    @Test
    void aDatabaseThatIsNotPreparedYetIsAway() {
        try (var api =
                new RunningApi(ApiSettings.defaults(), TestDatabase.bare().dataSource(), more -> {})) {
            for (Client.Answer answer : List.of(
                    api.owner().get("/v2/images"),
                    api.owner().create("{}"),
                    api.owner().get("/v2/images/" + UUID.randomUUID()))) {
                assertThat(answer.status()).as(answer.body()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).isEqualTo("5");
            }
        }
    }

    @Test
    void everythingThatMovesBytesIs503(@TempDir Path directory) {
        try (var api = new MovingApi(directory)) {
            var images = new Images(api, api.owner());
            Client admin = api.admin();
            String active = images.uploaded("fast", "x");
            String queued = images.queued();
            String staged = images.staged();
            api.loseCatalog();
            String path = "/v2/images/%s/import";
            List<Client.Answer> answers = List.of(
                    images.owner().post(path.formatted(queued), ImportRequests.web("")),
                    images.owner().post(path.formatted(staged), "{\"method\": {\"name\": \"glance-direct\"}}"),
                    admin.post(path.formatted(active), ImportRequests.copy(", \"all_stores\": true")),
                    images.upload(queued, "x", Map.of()),
                    images.upload(queued, "x", Map.of("X-OpenStack-Base-Image-Ref", active)),
                    images.stage(queued, "x", Map.of()),
                    images.owner().get("/v2/images/" + active + "/file"),
                    images.owner().get("/v2/images/" + active + "/tasks"),
                    admin.get("/v2/tasks"),
                    admin.get("/v2/tasks/" + active),
                    admin.delete("/v2/stores/fast/" + active),
                    admin.get("/longshore/v1/imports/" + active),
                    admin.get("/longshore/v1/imports/" + active + "/events"),
                    admin.post("/longshore/v1/imports/" + active + "/cancel"),
                    admin.post("/longshore/v1/imports/" + active + "/skip/fast"),
                    admin.post("/longshore/v1/imports/" + active + "/retry/fast"));
            for (Client.Answer answer : answers) {
                assertThat(answer.status()).as(answer.body()).isEqualTo(503);
                assertThat(answer.header("Retry-After")).isEqualTo("5");
                assertThat(answer.body()).contains("catalog: the database does not answer");
            }
            assertThat(directory.resolve("fast")).isDirectoryContaining(file -> file.endsWith(active));
            assertThat(directory.resolve("fast").resolve(queued)).doesNotExist();
        }
    }
}
