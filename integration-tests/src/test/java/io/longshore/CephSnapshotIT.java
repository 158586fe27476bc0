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
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Nova does to snapshot a disk whose image it cloned: the snapshot is made in the pool of images, by Ceph, and registered. */
@Tag("ceph")
final class CephSnapshotIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String DISK = CephServer.DISKS_POOL + "/disk-of-server";
    private static final String LONGER = CephServer.POOL + "-longer";

    @TempDir
    static Path directory;

    private final CephServer hub = CephServer.hub();
    private final CephServer edge = CephServer.edge();

    @Test
    void aDiskIsSnapshottedInThePoolAndRegistered() throws IOException {
        hub.ceph("osd", "pool", "create", LONGER, "8");
        hub.rbd("pool", "init", LONGER);
        Knobs knobs = Knobs.usual()
                .withHeartbeatTimeout("30s")
                .withRetryBudget("60s")
                .withHttp("show-direct-url: true, show-multiple-locations: true");
        List<String> stores = List.of(
                store("longer", hub, LONGER), store("dcn", edge, CephServer.POOL), store("hub", hub, CephServer.POOL));
        try (Site site = new Site(directory, knobs, stores)) {
            ImageClient client = site.local("longshore", "start").client();
            byte[] bytes = new byte[12_000_000];
            new Random(7).nextBytes(bytes);
            String base = client.create("base");
            client.upload(base, () -> new ByteArrayInputStream(bytes), Map.of("X-Image-Meta-Store", "hub"))
                    .expect(204);
            hub.rbd("clone", CephServer.POOL + "/" + base + "@snap", DISK);
            hub.rbd("bench", "--io-type", "write", "--io-size", "4K", "--io-total", "1M", DISK);

            whenRegisteredByService(client, snapshot(client));
            whenRegisteredByPatch(client, snapshot(client));
            whatIsElsewhereIsRefused(client);
            hub.rbd("rm", "--no-progress", DISK);
        }
    }

    /** As Nova's driver does it; answers the image's id. */
    private String snapshot(ImageClient client) {
        String image = client.create("snapshot");
        String copy = CephServer.POOL + "/" + image;
        hub.rbd("snap", "create", DISK + "@passing");
        hub.rbd("snap", "protect", DISK + "@passing");
        hub.rbd("clone", DISK + "@passing", copy);
        hub.rbd("flatten", "--no-progress", copy);
        hub.rbd("snap", "unprotect", DISK + "@passing");
        hub.rbd("snap", "rm", "--no-progress", DISK + "@passing");
        hub.rbd("snap", "create", copy + "@snap");
        hub.rbd("snap", "protect", copy + "@snap");
        return image;
    }

    private void whenRegisteredByService(ImageClient client, String image) throws IOException {
        String url = url(hub.fsid(), CephServer.POOL, image);
        client.post("/v2/images/" + image + "/locations", "{\"url\":\"" + url + "\",\"validation_data\":{}}")
                .expect(202);
        mustBeAnImage(client, image, url);
        JsonNode task = client.get("/v2/images/" + image + "/tasks").json().at("/tasks/0");
        assertThat(task.get("type").asText()).isEqualTo("location_import");
        assertThat(task.get("status").asText()).isEqualTo("success");
        assertThat(client.get("/v2/images/" + image + "/locations").json().toString())
                .isEqualTo("[{\"url\":\"" + url + "\",\"metadata\":{\"store\":\"hub\"}}]");

        client.importInto(image, "{\"name\":\"copy-image\"}", true, List.of("dcn"))
                .expect(202);
        assertThat(client.awaitEnd(image, PATIENCE).get("stores").asText()).isEqualTo("dcn,hub");
        assertThat(exported(edge, image)).isEqualTo(exported(hub, image));
        mustGoWithItsImage(client, image, "1");
    }

    private void whenRegisteredByPatch(ImageClient client, String image) throws IOException {
        String url = url(hub.fsid(), CephServer.POOL, image);
        String add = "[{\"op\":\"add\",\"path\":\"/locations/-\",\"value\":{\"url\":\"" + url + "\",\"metadata\":{}}}]";
        JsonNode patched = patch(client, image, add).expect(200).json();
        assertThat(patched.get("status").asText()).isEqualTo("active");
        assertThat(patch(client, image, add).status()).as("the same copy again").isEqualTo(400);
        mustBeAnImage(client, image, url);
        mustGoWithItsImage(client, image, "2");
    }

    private void mustBeAnImage(ImageClient client, String image, String url) throws IOException {
        JsonNode active = client.show(image);
        assertThat(active.get("status").asText()).isEqualTo("active");
        assertThat(active.get("size").asLong()).as("read from the pool").isEqualTo(12_000_000);
        assertThat(active.get("stores").asText()).isEqualTo("hub");
        assertThat(active.get("direct_url").asText()).isEqualTo(url);
        byte[] bytes = exported(hub, image);
        JsonNode hashed =
                client.await(image, PATIENCE, i -> !i.path("os_hash_value").isNull());
        assertThat(hashed.get("os_hash_value").asText()).isEqualTo(hash("SHA-512", bytes));
        assertThat(hashed.get("checksum").asText()).isEqualTo(hash("MD5", bytes));
        assertThat(client.get("/v2/images/" + image + "/file").expect(200).body())
                .isEqualTo(bytes);
        assertThat(client.call(
                                "GET",
                                "/v2/images/" + image + "/file",
                                BodyPublishers.noBody(),
                                Map.of("Range", "bytes=4096-9999999"))
                        .expect(206)
                        .body())
                .isEqualTo(Arrays.copyOfRange(bytes, 4096, 10_000_000));
    }

    /** Not while a clone of the first format uses it; one of the second keeps what it needs in the pool's trash. */
    private void mustGoWithItsImage(ImageClient client, String image, String cloneFormat) {
        String clone = CephServer.DISKS_POOL + "/clone-of-" + image;
        JsonNode before = client.show(image);
        hub.rbd("clone", "--rbd-default-clone-format", cloneFormat, CephServer.POOL + "/" + image + "@snap", clone);
        if (cloneFormat.equals("1")) {
            assertThat(client.delete("/v2/images/" + image).expect(409).text()).contains("clones of it exist");
            assertThat(client.show(image)).isEqualTo(before);
            assertThat(hub.rbd("snap", "ls", "--format", "json", CephServer.POOL + "/" + image))
                    .contains("\"protected\":\"true\"");
            hub.rbd("rm", "--no-progress", clone);
        }
        client.delete("/v2/images/" + image).expect(204);
        Await.until(
                PATIENCE,
                () -> "the pools are rid of " + image,
                () -> !(hub.rbd("ls", CephServer.POOL) + edge.rbd("ls", CephServer.POOL)).contains(image));
        if (cloneFormat.equals("2")) {
            hub.rbd("rm", "--no-progress", clone);
        }
    }

    private void whatIsElsewhereIsRefused(ImageClient client) {
        String image = client.create("elsewhere");
        JsonNode before = client.show(image);
        hub.rbd("create", "--size", "4M", LONGER + "/" + image);
        for (String url : List.of(
                url(hub.fsid(), LONGER, image),
                url(hub.fsid(), CephServer.DISKS_POOL, "disk-of-server"),
                url(hub.fsid(), CephServer.POOL, image),
                url(hub.fsid(), "image", "s"),
                url(edge.fsid(), LONGER, image),
                url("00000000-0000-4000-8000-000000000000", CephServer.POOL, image),
                "rbd://" + hub.fsid() + "/" + LONGER + "/" + image,
                "rbd://" + image)) {
            assertThat(client.post("/v2/images/" + image + "/locations", "{\"url\":\"" + url + "\"}")
                            .status())
                    .as(url)
                    .isEqualTo(400);
        }
        assertThat(client.show(image)).isEqualTo(before);
        hub.rbd("snap", "create", LONGER + "/" + image + "@snap");
        client.post("/v2/images/" + image + "/locations", "{\"url\":\"" + url(hub.fsid(), LONGER, image) + "\"}")
                .expect(202);
        assertThat(client.show(image).get("stores").asText())
                .as("by its pool, not by a prefix of its name")
                .isEqualTo("longer");
        client.delete("/v2/images/" + image).expect(204);
    }

    private static ImageClient.Answer patch(ImageClient client, String image, String operations) {
        return client.call(
                "PATCH",
                "/v2/images/" + image,
                BodyPublishers.ofString(operations),
                Map.of("Content-Type", "application/openstack-images-v2.1-json-patch"));
    }

    private static String url(String fsid, String pool, String image) {
        return "rbd://" + fsid + "/" + pool + "/" + image + "/snap";
    }

    private static String store(String id, CephServer ceph, String pool) {
        return "{id: " + id + ", type: rbd, conf: " + ceph.conf() + ", user: " + CephServer.USER + ", pool: " + pool
                + ", part-size: 8MiB, timeout: 60s}";
    }

    private static byte[] exported(CephServer ceph, String image) throws IOException {
        Path file = directory.resolve("exported");
        ceph.rbd("export", "--no-progress", CephServer.POOL + "/" + image + "@snap", file.toString());
        byte[] bytes = Files.readAllBytes(file);
        Files.delete(file);
        return bytes;
    }

    private static String hash(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
