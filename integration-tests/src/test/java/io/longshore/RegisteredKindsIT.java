package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.image.ImageId;
import io.longshore.support.Await;
import io.longshore.support.CephGateway;
import io.longshore.support.CephServer;
import io.longshore.support.ConfiguredStore;
import io.longshore.support.GlanceDriver;
import io.longshore.support.ImageClient;
import io.longshore.support.Knobs;
import io.longshore.support.PacedSource;
import io.longshore.support.Site;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses that people register, beside a store of each kind: what lies there becomes an image, or is another image's and stays that. */
@Tag("ceph")
final class RegisteredKindsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final byte[] BYTES = PacedSource.content((20 << 20) + 3);

    @TempDir
    static Path directory;

    private static CephServer hub;
    private static CephGateway gateway;
    private static List<ConfiguredStore> stores;
    private static Site site;
    private static ImageClient client;

    @BeforeAll
    static void start() {
        hub = CephServer.hub();
        gateway = hub.gateway();
        stores = List.of(
                ConfiguredStore.files("disk", directory.resolve("disk")),
                ConfiguredStore.rbd("hub", hub, CephServer.POOL, "copy"),
                ConfiguredStore.s3("r-s3", gateway, gateway.s3()),
                ConfiguredStore.swift("r-swift", gateway, gateway.swiftAuth()));
        site = new Site(
                directory,
                Knobs.usual()
                        .withRetryBudget("2m")
                        .withHeartbeatTimeout("30s")
                        .withHttp("show-multiple-locations: true"),
                Stream.concat(stores.stream().map(ConfiguredStore::line), Stream.of("{id: web, type: http}"))
                        .toList());
        client = site.local("longshore", "start").client();
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    @Test
    void aPageOfTheWebIsCopiedIntoEveryKind() {
        try (PacedSource page = new PacedSource(BYTES, 64 << 20)) {
            String image = client.create("page");
            client.post("/v2/images/" + image + "/locations", "{\"url\":\"" + page.url() + "\"}")
                    .expect(202);
            JsonNode hashed =
                    client.await(image, PATIENCE, i -> !i.get("os_hash_value").isNull());
            assertThat(hashed.get("stores").asText()).isEqualTo("web");
            List<String> targets = stores.stream().map(ConfiguredStore::id).toList();
            client.importInto(image, "{\"name\":\"copy-image\"}", true, targets).expect(202);
            client.awaitEnd(image, PATIENCE);
            JsonNode progress = client.progress(image);
            assertThat(progress.get("phase").asText()).as(progress.toString()).isEqualTo("succeeded");
            for (JsonNode copy : progress.get("stores")) {
                System.out.printf(
                        "web -> %-8s  %s; %s%n",
                        copy.get("store").asText(),
                        copy.get("way").asText(),
                        copy.get("check").asText());
                assertThat(copy.get("way").asText()).startsWith("no native copy from web: type http");
            }
            for (ConfiguredStore store : stores) {
                assertThat(store.sha512(image)).as(store.id()).contains(sha512());
            }
        }
    }

    /** Its addresses hold the keys to the server. */
    @ParameterizedTest
    @ValueSource(strings = {"r-s3", "r-swift"})
    void whatGlanceHasWrittenBecomesAnImageThatIsCopiedAndDeletedAsOurs(String kind) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("glance-" + kind));
        GlanceDriver glance = kind.equals("r-s3")
                ? GlanceDriver.s3(folder, gateway, "of-r-s3")
                : GlanceDriver.swift(folder, gateway, "in-r-swift");
        client.delete("/v2/images/" + uploaded(kind)).expect(204); // the bucket is there
        Path written = Files.write(folder.resolve("image"), BYTES);
        String url = glance.add(ImageId.random(), written, BYTES.length).value();
        String image = client.create("glance's");
        // As nobody from outside may refer to what a service's configuration says, Swift's is registered as it is
        // reached.
        String registered = url.replace("swift+config://ref1", swiftAddress());
        client.post("/v2/images/" + image + "/locations", "{\"url\":\"" + registered + "\"}")
                .expect(202);
        JsonNode hashed =
                client.await(image, PATIENCE, i -> !i.get("os_hash_value").isNull());
        assertThat(hashed.get("stores").asText()).isEqualTo(kind);
        assertThat(hashed.get("os_hash_value").asText()).isEqualTo(sha512());
        assertThat(hashed.toString()).doesNotContain(gateway.s3SecretKey(), gateway.swiftKey());
        assertThat(client.get("/v2/images/" + image + "/file").expect(200).body())
                .isEqualTo(BYTES);

        client.importInto(image, "{\"name\":\"copy-image\"}", true, List.of("disk"))
                .expect(202);
        client.awaitEnd(image, PATIENCE);
        assertThat(client.show(image).get("stores").asText()).isEqualTo("disk," + kind);
        assertThat(stores.getFirst().sha512(image)).contains(sha512());
        client.delete("/v2/images/" + image).expect(204);
        Await.until(PATIENCE, () -> "Glance finds it no more", () -> {
            try {
                glance.get(url, folder.resolve("left"));
                return false;
            } catch (AssertionError gone) {
                return String.valueOf(gone.getMessage()).contains("NotFound");
            }
        });
    }

    @Test
    void theSegmentOfAnImageIsNoImage() {
        String victim = uploaded("r-swift");
        String auth = swiftAddress();
        for (String name : List.of(victim + "-00001", victim + "-00003")) {
            mustBeRefused(auth + "/in-r-swift/" + name, 409);
        }
        mustBeRefused(auth + "/in-r-swift/" + victim, 409);
        mustBeRefused(auth + "/elsewhere/" + victim + "-00001", 400);
        mustBeRefused(auth.replace("x:y", "other:x:y") + "/in-r-swift/" + victim + "-00001", 400);
        mustBeWhole(victim, stores.get(3));
    }

    @Test
    void anotherSnapshotOfAnImageIsNoImage() {
        String victim = uploaded("hub");
        hub.rbd("snap", "create", "--no-progress", CephServer.POOL + "/" + victim + "@nightly");
        String image = "rbd://" + hub.fsid() + "/" + CephServer.POOL + "/" + victim;
        mustBeRefused(image + "/nightly", 400);
        mustBeRefused(image + "/snap", 409);
        mustBeWhole(victim, stores.get(1));
    }

    private static String swiftAddress() {
        return "swift+http://x:y@" + gateway.swiftAuth().toString().replaceFirst("^http://", "");
    }

    private static void mustBeRefused(String url, int status) {
        String own = client.create("attacker");
        String add = "[{\"op\":\"add\",\"path\":\"/locations/-\",\"value\":{\"url\":\"" + url + "\",\"metadata\":{}}}]";
        ImageClient.Answer answer = client.call(
                "PATCH",
                "/v2/images/" + own,
                BodyPublishers.ofString(add),
                Map.of("Content-Type", "application/openstack-images-v2.1-json-patch"));
        assertThat(answer.status()).as(url + ": " + answer.text()).isEqualTo(status);
        assertThat(client.show(own).get("status").asText()).isEqualTo("queued");
        client.delete("/v2/images/" + own).expect(204);
    }

    private static void mustBeWhole(String image, ConfiguredStore store) {
        assertThat(store.sha512(image)).contains(sha512());
        assertThat(client.get("/v2/images/" + image + "/file").expect(200).body())
                .isEqualTo(BYTES);
    }

    private static String uploaded(String store) {
        String image = client.create("victim");
        client.upload(image, () -> new ByteArrayInputStream(BYTES), Map.of("X-Image-Meta-Store", store))
                .expect(204);
        return image;
    }

    private static String sha512() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
