package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.support.Await;
import io.longshore.support.CephServer;
import io.longshore.support.ImageClient;
import io.longshore.support.Knobs;
import io.longshore.support.Site;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images over HTTP into pools of real clusters, hub and edge. */
@Tag("ceph")
final class CephImportIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir
    static Path directory;

    private final CephServer hub = CephServer.hub();
    private final CephServer edge = CephServer.edge();

    @Test
    void anImageGoesFromHubToEdgeAndInsideTheHubAndStaysWhileItIsCloned() throws IOException {
        byte[] bytes = new byte[20_000_003];
        new Random(5).nextBytes(bytes);
        Arrays.fill(bytes, 6 << 20, 16 << 20, (byte) 0);
        List<String> stores = List.of(
                store("hub", hub, CephServer.POOL),
                store("disks", hub, CephServer.DISKS_POOL),
                store("dcn", edge, CephServer.POOL));
        try (Site site =
                new Site(directory, Knobs.usual().withHeartbeatTimeout("30s").withRetryBudget("60s"), stores)) {
            ImageClient client = site.local("longshore", "start").client();
            String image = client.create("ceph");
            client.stage(image, () -> new ByteArrayInputStream(bytes)).expect(204);
            client.importInto(image, "{\"name\":\"glance-direct\"}", true, List.of("hub", "fast"))
                    .expect(202);
            assertThat(client.awaitEnd(image, PATIENCE).get("stores").asText()).isEqualTo("fast,hub");
            mustHold(hub, CephServer.POOL + "/" + image, bytes);

            client.importInto(image, "{\"name\":\"copy-image\"}", true, List.of("disks", "dcn"))
                    .expect(202);
            JsonNode done = client.awaitEnd(image, PATIENCE);
            assertThat(done.get("stores").asText()).isEqualTo("dcn,disks,fast,hub");
            assertThat(client.progress(image).toString()).contains("copied by the store itself");
            mustHold(hub, CephServer.DISKS_POOL + "/" + image, bytes);
            mustHold(edge, CephServer.POOL + "/" + image, bytes);
            long most = bytes.length - (8L << 20);
            assertThat(taken(hub, CephServer.POOL + "/" + image))
                    .as("written from staging")
                    .isBetween(1L, most);
            assertThat(taken(hub, CephServer.DISKS_POOL + "/" + image))
                    .as("copied by librbd")
                    .isBetween(1L, most);
            assertThat(taken(edge, CephServer.POOL + "/" + image))
                    .as("through the worker")
                    .isBetween(1L, most);

            String disk = CephServer.DISKS_POOL + "/cloned";
            hub.rbd("clone", "--rbd-default-clone-format", "1", CephServer.POOL + "/" + image + "@snap", disk);
            assertThat(client.delete("/v2/images/" + image).expect(409).text()).contains("clones of it exist");
            assertThat(client.delete("/v2/stores/hub/" + image).expect(409).text())
                    .contains("clones of it exist");
            assertThat(client.show(image)).isEqualTo(done);
            for (String snapshots : List.of(
                    hub.rbd("snap", "ls", "--format", "json", CephServer.POOL + "/" + image),
                    hub.rbd("snap", "ls", "--format", "json", CephServer.DISKS_POOL + "/" + image),
                    edge.rbd("snap", "ls", "--format", "json", CephServer.POOL + "/" + image))) {
                assertThat(snapshots).as("untouched").contains("\"name\":\"snap\"", "\"protected\":\"true\"");
            }
            hub.rbd("flatten", "--no-progress", disk);
            client.delete("/v2/images/" + image).expect(204);
            Await.until(
                    PATIENCE,
                    () -> "the pools are rid of it",
                    () -> !(hub.rbd("ls", CephServer.POOL)
                                    + hub.rbd("ls", CephServer.DISKS_POOL)
                                    + edge.rbd("ls", CephServer.POOL))
                            .contains(image));
            hub.rbd("rm", "--no-progress", disk);
        }
    }

    /** How much of an image exists in its cluster: whole objects. */
    private static long taken(CephServer ceph, String image) {
        return ceph.rbd("diff", "--whole-object", image + "@snap")
                .lines()
                .map(line -> line.strip().split(" +"))
                .filter(words -> words.length == 3 && words[2].equals("data"))
                .mapToLong(words -> Long.parseLong(words[1]))
                .sum();
    }

    private static String store(String id, CephServer ceph, String pool) {
        return "{id: " + id + ", type: rbd, conf: " + ceph.conf() + ", user: " + CephServer.USER + ", pool: " + pool
                + ", part-size: 8MiB, timeout: 60s}";
    }

    private static void mustHold(CephServer ceph, String image, byte[] bytes) throws IOException {
        Path exported = directory.resolve("exported");
        ceph.rbd("export", "--no-progress", image + "@snap", exported.toString());
        assertThat(Files.readAllBytes(exported)).isEqualTo(bytes);
        Files.delete(exported);
    }
}
