package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.support.Attempts;
import io.longshore.support.Await;
import io.longshore.support.CephServer;
import io.longshore.support.ConfiguredStore;
import io.longshore.support.ImageClient;
import io.longshore.support.Knobs;
import io.longshore.support.LongshoreProcess;
import io.longshore.support.Site;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A worker that writes to Ceph stands still until Ceph has forgotten it, another one takes its copy over, and it comes back: it harms
 * nothing, and makes copies again.
 */
@Tag("ceph")
final class CephZombieIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final String COPY = "{\"name\":\"copy-image\"}";

    @TempDir
    Path directory;

    private final CephServer ceph = CephServer.hub();

    @Test
    void aWorkerThatCephHasForgottenHarmsNothingAndGoesOn() throws IOException {
        ConfiguredStore hub = ConfiguredStore.rbd("hub", ceph, CephServer.POOL, "copy");
        byte[] bytes = new byte[(48 << 20) + 5];
        new Random(8).nextBytes(bytes);
        try (Site site = new Site(directory, Knobs.usual().withRetryBudget("120s"), List.of(hub.line()))) {
            ImageClient client = site.shared("one", "api").client();
            List<LongshoreProcess> workers =
                    List.of(site.shared("worker-1", "worker"), site.shared("worker-2", "worker"));
            String image = uploaded(client, bytes);
            limit(client, "2097152");
            client.importInto(image, COPY, true, List.of("hub")).expect(202);
            client.awaitProgress(
                    image,
                    PATIENCE,
                    progress -> progress.at("/stores/0/done_bytes").asLong() > 0);
            Attempts attempts = new Attempts(
                    site.servers().temporalClient(),
                    client.progress(image).get("workflow_id").asText());
            LongshoreProcess zombie =
                    workers.stream().filter(attempts::areMadeBy).findFirst().orElseThrow();
            zombie.signal("STOP");
            limit(client, "null");
            assertThat(client.awaitEnd(image, PATIENCE).get("stores").asText()).isEqualTo("fast,hub");
            mustHold(image, bytes);
            Await.until(
                    PATIENCE,
                    () -> "nobody watches the image: " + ceph.rbd("status", CephServer.POOL + "/" + image),
                    () -> ceph.rbd("status", CephServer.POOL + "/" + image).contains("none"));

            zombie.signal("CONT");
            workers.stream().filter(worker -> !worker.equals(zombie)).forEach(LongshoreProcess::kill);
            String next = uploaded(client, bytes);
            client.importInto(next, COPY, true, List.of("hub")).expect(202);
            assertThat(client.awaitEnd(next, PATIENCE).get("stores").asText()).isEqualTo("fast,hub");
            mustHold(next, bytes);
            mustHold(image, bytes);
            for (String each : List.of(image, next)) {
                client.delete("/v2/images/" + each).expect(204);
            }
            Await.until(
                    PATIENCE,
                    () -> "the pool holds " + ceph.rbd("ls", CephServer.POOL),
                    () -> List.of(image, next).stream().noneMatch(ceph.rbd("ls", CephServer.POOL)::contains));
        }
    }

    /** All that a process writes to a cluster goes by one client of it. */
    @Test
    void aWorkerThatCephShutsOutGoesOnWithAllItsCopies() throws IOException {
        ConfiguredStore hub = ConfiguredStore.rbd("hub", ceph, CephServer.POOL, "copy");
        byte[] bytes = new byte[(48 << 20) + 6];
        new Random(9).nextBytes(bytes);
        Knobs knobs = Knobs.usual().withRetryBudget("120s").withHeartbeatTimeout("30s");
        try (Site site = new Site(directory, knobs, List.of(hub.line()))) {
            ImageClient client = site.local("longshore", "start").client();
            limit(client, "4194304");
            List<String> images = List.of(uploaded(client, bytes), uploaded(client, bytes));
            for (String image : images) {
                client.importInto(image, COPY, true, List.of("hub")).expect(202);
            }
            for (String image : images) {
                client.awaitProgress(
                        image,
                        PATIENCE,
                        progress -> progress.at("/stores/0/done_bytes").asLong() > 0);
            }
            ceph.ceph("osd", "blocklist", "add", ceph.watcher(CephServer.POOL + "/" + images.getFirst()));
            for (String image : images) {
                client.awaitProgress(
                        image,
                        PATIENCE,
                        progress -> progress.at("/stores/0/attempts").asInt() > 1);
            }
            limit(client, "null");
            for (String image : images) {
                assertThat(client.awaitEnd(image, PATIENCE).get("stores").asText())
                        .isEqualTo("fast,hub");
                mustHold(image, bytes);
            }
        }
    }

    private static String uploaded(ImageClient client, byte[] bytes) {
        String image = client.create("ceph");
        client.upload(image, () -> new ByteArrayInputStream(bytes), Map.of("X-Image-Meta-Store", "fast"))
                .expect(204);
        return image;
    }

    private static void limit(ImageClient client, String bytesPerSecond) {
        client.patch("/longshore/v1/stores/hub", "{\"bytes_per_second\":" + bytesPerSecond + "}")
                .expect(200);
    }

    private void mustHold(String image, byte[] bytes) throws IOException {
        Path exported = directory.resolve("exported");
        ceph.rbd("export", "--no-progress", CephServer.POOL + "/" + image + "@snap", exported.toString());
        assertThat(Files.readAllBytes(exported)).isEqualTo(bytes);
        Files.delete(exported);
    }
}
