package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.support.FileContent;
import io.longshore.support.ImageClient;
import io.longshore.support.LongshoreProcess;
import io.longshore.support.Site;
import io.longshore.support.SlowSource;
import io.temporal.api.history.v1.HistoryEvent;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Hosts that die and do not come back. What lies in a directory of theirs alone is lost, and the imports that need it end with words
 * that name the host; what lies in a shared one is taken up by another host. The minute of silence is passed by moving what the hosts
 * said last into the past; that they do not ask Temporal for work either is waited for.
 */
final class LostHostsIT {

    private static final String GLANCE_DIRECT = "{\"name\":\"glance-direct\"}";
    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int MIB = 1 << 20;

    @TempDir
    Path directory;

    private Site site;
    private LongshoreProcess alone;

    @BeforeEach
    void start() {
        site = new Site(directory);
        alone = site.local("alone", "start");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void whatWasSharedGoesOnAndWhatWasNotEnds() throws SQLException {
        byte[] bytes = bytes(48 * MIB);
        try (SlowSource lonely = new SlowSource(bytes);
                SlowSource shared = new SlowSource(bytes)) {
            LongshoreProcess one = site.shared("worker-1", "worker");
            LongshoreProcess two = site.shared("worker-2", "worker");
            ImageClient client = site.shared("one", "api").client();
            // Whoever has least to do is given the next one, by name among equals.
            String fetching = begun(client, lonely);
            String staged = alone.client().create("staged");
            alone.client()
                    .stage(staged, () -> new ByteArrayInputStream(bytes(1000)))
                    .expect(204);
            String carried = begun(client, shared);
            assertThat(host(client, fetching)).isEqualTo("alone");

            boolean first = host(client, carried).equals("worker-1");
            alone.kill();
            (first ? one : two).kill();
            passAMinute(first ? "worker-2" : "worker-1");
            shared.releaseAll();
            lonely.releaseAll();
            client.importInto(staged, GLANCE_DIRECT, false, List.of("fast", "edge1"))
                    .expect(202);

            assertLost(client, staged, "edge1,fast");
            assertLost(client, fetching, "cheap,fast");
            JsonNode done = client.awaitEnd(carried, PATIENCE);
            assertThat(done.get("status").asText()).isEqualTo("active");
            assertThat(done.get("stores").asText()).isEqualTo("cheap,fast");
            for (String store : List.of("cheap", "fast")) {
                FileContent.assertHolds(site.onlyFile(store, carried), bytes);
                client.await(
                        carried, PATIENCE, i -> site.contents(store).stream().allMatch(f -> f.startsWith(carried)));
            }
            assertThat(shared.sentBytes())
                    .as("not read anew")
                    .isLessThan(bytes.length + (shared.requests() - 1) * 24L * MIB);
            client.await(carried, PATIENCE, i -> site.staged("staging").isEmpty());
            alone.start();
            client.await(carried, PATIENCE, i -> site.staged("staging-alone").isEmpty());
        }
    }

    private static String begun(ImageClient client, SlowSource source) {
        String image = client.create("in the middle");
        client.importInto(image, source.method(), true, List.of("fast", "cheap"))
                .expect(202);
        source.releaseUpTo(32);
        client.await(image, PATIENCE, i -> source.sentBytes() >= 32L * MIB);
        client.awaitProgress(image, PATIENCE, p -> p.at("/fetch/done_bytes").asLong() > 23L * MIB);
        return image;
    }

    private void assertLost(ImageClient client, String image, String stores) {
        JsonNode ended = client.awaitEnd(image, PATIENCE);
        assertThat(ended.get("status").asText()).isEqualTo("queued");
        assertThat(ended.get("os_glance_importing_to_stores").asText()).isEmpty();
        assertThat(ended.get("os_glance_failed_import").asText()).isEqualTo(stores);
        JsonNode progress = client.progress(image);
        assertThat(progress.get("phase").asText()).isEqualTo("failed");
        assertThat(progress.get("reason").asText())
                .contains("staging: host alone")
                .contains("is gone");
    }

    /** The host that the import's bytes are staged by. */
    private String host(ImageClient client, String image) {
        String queue = site
                .servers()
                .temporalClient()
                .fetchHistory(client.progress(image).get("workflow_id").asText())
                .getEvents()
                .stream()
                .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
                .map(e -> e.getActivityTaskScheduledEventAttributes()
                        .getTaskQueue()
                        .getName())
                .findFirst()
                .orElseThrow();
        return queue.substring(queue.lastIndexOf('/') + 1);
    }

    /** All but {@code living} have been silent for a minute, in which it has not. */
    private void passAMinute(String living) throws SQLException {
        try (Connection connection = DriverManager.getConnection(site.servers().databaseUrl(), "postgres", "postgres");
                PreparedStatement passing = connection.prepareStatement("""
                        update hosts set gapless_since = gapless_since - interval '61 seconds',
                            renewed_at = case when host = ? then renewed_at else renewed_at - interval '61 seconds' end""")) {
            passing.setString(1, living);
            assertThat(passing.executeUpdate()).isEqualTo(3);
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
