package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longshore.support.Await;
import io.longshore.support.CephGateway;
import io.longshore.support.CephServer;
import io.longshore.support.ConfiguredStore;
import io.longshore.support.CountingProxy;
import io.longshore.support.ImageClient;
import io.longshore.support.Knobs;
import io.longshore.support.LongshoreProcess;
import io.longshore.support.Site;
import io.longshore.support.SlowSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of store beside every other: files, Ceph at the hub and at the edge, S3 and Swift, in one running Longshore. */
@Tag("ceph")
final class KindsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int MIB = 1 << 20;
    private static final List<String> KINDS = List.of("disk", "hub", "s3", "swift");
    private static final String BY_ITSELF = "copied by the store itself, ";
    private static final String READ_BACK = "read back and compared with the manifest";
    private static final String ON_THE_WAY = "compared with the manifest on the way";

    /** Another store of the kind, that can make a copy by itself, and how such a copy is checked. */
    private static final Map<String, List<String>> NEIGHBOURS = Map.of(
            "disk", List.of("shelf", READ_BACK),
            "hub", List.of("clones", BY_ITSELF + "sizes compared"),
            "s3", List.of("proved", BY_ITSELF + READ_BACK),
            "swift", List.of("archive", BY_ITSELF + "sizes and the store's checksums compared"));

    @TempDir
    static Path directory;

    private static final Map<String, ConfiguredStore> STORES = new HashMap<>();

    private static CephServer edge;
    private static CountingProxy s3Proxy;
    private static CountingProxy swiftProxy;
    private static Site site;
    private static LongshoreProcess longshore;
    private static ImageClient client;

    @BeforeAll
    static void start() {
        CephServer hub = CephServer.hub();
        edge = CephServer.edge();
        CephGateway gateway = hub.gateway();
        s3Proxy = new CountingProxy(gateway.s3());
        swiftProxy = new CountingProxy(gateway.swiftAuth());
        List<ConfiguredStore> others = List.of(
                ConfiguredStore.files("disk", directory.resolve("disk")),
                ConfiguredStore.files("shelf", directory.resolve("shelf")),
                ConfiguredStore.rbd("hub", hub, CephServer.POOL, "copy"),
                ConfiguredStore.rbd("clones", hub, CephServer.DISKS_POOL, "clone-and-flatten"),
                ConfiguredStore.rbd("dcn", edge, CephServer.POOL, "copy"),
                ConfiguredStore.rbd("annex", edge, CephServer.DISKS_POOL, "copy"),
                ConfiguredStore.s3("s3", gateway, s3Proxy.address()),
                ConfiguredStore.s3("proved", gateway, s3Proxy.address()).verified(),
                ConfiguredStore.swift("swift", gateway, swiftProxy.address()),
                ConfiguredStore.swift("archive", gateway, swiftProxy.address()));
        others.forEach(store -> STORES.put(store.id(), store));
        site = new Site(
                directory,
                // A cluster that stands still is found out after seconds, and one round of that must not end a copy.
                Knobs.usual().withHeartbeatTimeout("30s").withRetryBudget("15s"),
                others.stream().map(ConfiguredStore::line).toList());
        longshore = site.local("longshore", "start");
        client = longshore.client();
    }

    @AfterAll
    static void stop() {
        site.close();
        s3Proxy.close();
        swiftProxy.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"disk", "hub", "s3", "swift"})
    void everyKindFeedsEveryKindAndTheProgressSaysWhichWay(String source) {
        byte[] bytes = bytes(20 * MIB + 3);
        String image = uploaded(bytes, List.of(source));
        List<String> neighbour = NEIGHBOURS.getOrDefault(source, List.of());
        List<String> targets = Stream.concat(
                        KINDS.stream().filter(kind -> !kind.equals(source)), Stream.of(neighbour.getFirst()))
                .toList();
        for (JsonNode copy : copied(image, targets)) {
            String target = copy.get("store").asText();
            System.out.printf(
                    "%-5s -> %-9s  %s; %s%n",
                    source, target, copy.get("way").asText(), copy.get("check").asText());
            boolean natively = target.equals(neighbour.getFirst());
            String check = copy.get("check").asText();
            assertThat(copy.get("way").asText())
                    .startsWith(natively ? "native copy from " + source : "no native copy from " + source + ": type ");
            assertThat(check)
                    .isEqualTo(natively ? neighbour.getLast() : target.equals("disk") ? READ_BACK : ON_THE_WAY);
            assertThat(copy.get("done_bytes").asLong()).as(target).isEqualTo(bytes.length);
            assertThat(copy.get("checked_bytes").asLong())
                    .as(target + ": " + check)
                    .isEqualTo(check.contains("manifest") ? bytes.length : 0);
            assertThat(store(target).sha512(image)).as(target).contains(sha512(bytes));
        }
        client.delete("/v2/images/" + image).expect(204);
        mustGo(image, targets);
    }

    @Test
    void whatServersCopyDoesNotPassThroughUsUnlessItIsToBeVerified() {
        byte[] bytes = bytes(20 * MIB + 4);
        String image = uploaded(bytes, List.of("s3", "swift"));
        long swift = swiftProxy.sentBytes() + swiftProxy.receivedBytes();
        long toS3 = s3Proxy.sentBytes();
        long fromS3 = s3Proxy.receivedBytes();
        copied(image, List.of("archive", "proved"));
        assertThat(swiftProxy.sentBytes() + swiftProxy.receivedBytes() - swift).isLessThan(MIB);
        assertThat(s3Proxy.sentBytes() - toS3).isLessThan(MIB);
        assertThat(s3Proxy.receivedBytes() - fromS3).isBetween((long) bytes.length, bytes.length + (long) MIB);
    }

    @Test
    void aStoreWhoseBandwidthIsLimitedIsWrittenByWorkersWhoKeepToIt() {
        byte[] bytes = bytes(20 * MIB + 6);
        String image = uploaded(bytes, List.of("swift"));
        String limits = "/longshore/v1/stores/archive";
        client.patch(limits, "{\"bytes_per_second\":1073741824}").expect(200);
        try {
            long written = swiftProxy.sentBytes();
            JsonNode copy = copied(image, List.of("archive")).get(0);
            assertThat(copy.get("way").asText())
                    .isEqualTo("through the worker from swift: the store's bandwidth is limited");
            assertThat(copy.get("check").asText()).isEqualTo(ON_THE_WAY);
            assertThat(swiftProxy.sentBytes() - written).isGreaterThanOrEqualTo(bytes.length);
            assertThat(store("archive").sha512(image)).contains(sha512(bytes));
        } finally {
            client.patch(limits, "{\"bytes_per_second\":null}").expect(200);
        }
    }

    /** A limit that comes and goes has a copy begin through the worker, and the store end it. */
    @Test
    void whatWasSentBeforeDoesNotCountWhereTheStoreCopiesByItself() {
        byte[] bytes = bytes(48 * MIB);
        String image = uploaded(bytes, List.of("dcn"));
        begunThroughTheWorker(image);
        edge.signal(CephServer.Daemon.OSD, "STOP");
        try {
            client.awaitProgress(
                    image,
                    PATIENCE,
                    progress -> !progress.at("/stores/0/next_retry_at").isNull());
        } finally {
            unlimit();
            edge.signal(CephServer.Daemon.OSD, "CONT");
        }
        assertThat(client.awaitEnd(image, PATIENCE).get("stores").asText()).contains("annex");
        JsonNode copy = client.progress(image).at("/stores/0");
        assertThat(copy.get("way").asText()).startsWith("native copy from dcn");
        assertThat(copy.get("check").asText()).startsWith(BY_ITSELF);
        assertThat(durable(image, "annex")).isZero();
        assertThat(store("annex").sha512(image)).contains(sha512(bytes));
    }

    /** The store had begun a clone by itself and died; then there is a limit, and workers are to send the bytes. */
    @Test
    void whatAStoreHadBegunByItselfNobodyElseGoesOnWith() {
        byte[] bytes = bytes(48 * MIB + 1);
        String image = uploaded(bytes, List.of("dcn"));
        begunThroughTheWorker(image);
        longshore.kill();
        String clone = CephServer.DISKS_POOL + "/" + image;
        edge.rbd("rm", "--no-progress", clone);
        edge.rbd("clone", CephServer.POOL + "/" + image + "@snap", clone);
        change("update uploads set durable = '{}' where image_id = ?", image);
        longshore.start();
        assertThat(client.awaitEnd(image, PATIENCE).get("stores").asText()).contains("annex");
        unlimit();
        assertThat(client.progress(image).at("/stores/0/way").asText())
                .isEqualTo("through the worker from dcn: the store's bandwidth is limited");
        Await.until(
                PATIENCE,
                () -> "the clone is reclaimed",
                () -> edge.rbd("children", CephServer.POOL + "/" + image + "@snap")
                        .isEmpty());
        assertThat(store("annex").sha512(image)).contains(sha512(bytes));
    }

    /** Who has begun it may only seem to be dead, and would go on with what a successor has made there. */
    @Test
    void whatIsUnfinishedAtAnAddressIsReclaimedAndTheStoreCopiesToAnother() {
        byte[] bytes = bytes(9 * MIB + 1);
        String image = uploaded(bytes, List.of("dcn"));
        edge.rbd("create", "--size", "1M", CephServer.DISKS_POOL + "/" + image);
        JsonNode copy = copied(image, List.of("annex")).get(0);
        assertThat(copy.get("way").asText()).startsWith("native copy from dcn");
        assertThat(store("annex").sha512(image)).contains(sha512(bytes));
        Await.until(
                PATIENCE,
                () -> "what was unfinished is reclaimed",
                () -> edge.rbd("ls", CephServer.DISKS_POOL).lines().noneMatch(image::equals));
        assertThat(store("annex").sha512(image)).contains(sha512(bytes));
    }

    /** A copy from one pool to the other that is on its way through the worker, as the store's bandwidth is limited. */
    private static void begunThroughTheWorker(String image) {
        client.patch("/longshore/v1/stores/annex", "{\"bytes_per_second\":8388608}")
                .expect(200);
        client.importInto(image, "{\"name\":\"copy-image\"}", true, List.of("annex"))
                .expect(202);
        Await.until(PATIENCE, () -> "a part is there for good", () -> durable(image, "annex") > 0);
    }

    private static void unlimit() {
        client.patch("/longshore/v1/stores/annex", "{\"bytes_per_second\":null}")
                .expect(200);
    }

    @Test
    void whereTheNearSourceIsLostTheBytesComeThroughTheWorkerAndTheProgressSaysSo() throws IOException {
        byte[] bytes = bytes(9 * MIB);
        String image = uploaded(bytes, List.of("disk", "hub"));
        Files.delete(directory.resolve("disk").resolve(image));
        JsonNode copy = copied(image, List.of("shelf")).get(0);
        assertThat(copy.get("way").asText()).isEqualTo("through the worker from hub");
        assertThat(copy.get("source").asText()).isEqualTo("hub");
        // What was begun from the lost source lies beside it until it is reclaimed.
        Await.until(
                PATIENCE,
                () -> "the shelf has the right bytes, and nothing else",
                () -> store("shelf").sha512(image).equals(Optional.of(sha512(bytes))));
    }

    @Test
    void aStoreThatIsToBeVerifiedIsReadBackHoweverItWasWritten() {
        byte[] bytes = bytes(20 * MIB + 5);
        String image = uploaded(bytes, List.of("hub"));
        JsonNode copy = copied(image, List.of("proved")).get(0);
        assertThat(copy.get("way").asText()).startsWith("no native copy from hub");
        assertThat(copy.get("check").asText()).isEqualTo(READ_BACK);
        assertThat(copy.get("checked_bytes").asLong()).isEqualTo(bytes.length);
        long before = s3Proxy.receivedBytes();
        String put = client.create("put");
        client.upload(put, () -> new ByteArrayInputStream(bytes), Map.of("X-Image-Meta-Store", "proved"))
                .expect(204);
        assertThat(s3Proxy.receivedBytes() - before).isGreaterThanOrEqualTo(bytes.length);
        assertThat(store("proved").sha512(put)).contains(sha512(bytes));
    }

    @Test
    void anImageTravelsThroughAllKindsAndBackAndStaysTheSame() {
        byte[] bytes = bytes(40 * MIB + 5);
        String image = uploaded(bytes, List.of("hub"));
        List<String> way = List.of("hub", "dcn", "s3", "swift", "disk", "swift", "s3", "dcn", "hub");
        System.out.printf("%-6s  %-6s  %8s  %-16s  %s%n", "from", "to", "seconds", "SHA-512", "way");
        for (int hop = 1; hop < way.size(); hop++) {
            String from = way.get(hop - 1);
            String to = way.get(hop);
            long begun = System.nanoTime();
            JsonNode copy = copied(image, List.of(to)).get(0);
            assertThat(client.show(image).get("stores").asText().split(",")).containsExactlyInAnyOrder(from, to);
            double seconds = (System.nanoTime() - begun) / 1e9;
            String found = store(to).sha512(image).orElse("nothing is there");
            System.out.printf(
                    "%-6s  %-6s  %8.1f  %.16s  %s%n",
                    from, to, seconds, found, copy.get("way").asText());
            assertThat(found).isEqualTo(sha512(bytes));
            assertThat(copy.get("source").asText()).contains(from);
            client.delete("/v2/stores/" + from + "/" + image).expect(204);
            mustGo(image, List.of(from));
        }
    }

    @Test
    void aKilledWorkerGoesOnInEveryKindAndSendsNoFinishedPartAgain() {
        byte[] bytes = bytes(96 * MIB);
        List<String> targets = List.of("disk", "dcn", "s3", "swift");
        long s3Before = s3Proxy.sentBytes();
        long swiftBefore = swiftProxy.sentBytes();
        long edgeBefore = edgeWritten();
        try (SlowSource source = new SlowSource(bytes)) {
            String image = client.create("killed");
            client.importInto(image, source.method(), true, targets).expect(202);
            source.release(58);
            client.awaitProgress(image, PATIENCE, progress -> done(progress, "disk") == 56L * MIB);
            for (String target : targets.subList(1, 4)) {
                Await.until(
                        PATIENCE, () -> target + " has 7 parts for good", () -> durable(image, target) == 56L * MIB);
            }
            longshore.kill();
            source.releaseAll();
            longshore.start();
            assertThat(client.awaitEnd(image, PATIENCE).get("status").asText()).isEqualTo("active");
            for (String target : targets) {
                assertThat(store(target).sha512(image)).as(target).contains(sha512(bytes));
            }
        }
        Map<String, Long> sent = Map.of(
                "s3", s3Proxy.sentBytes() - s3Before,
                "swift", swiftProxy.sentBytes() - swiftBefore,
                "dcn", edgeWritten() - edgeBefore);
        System.out.println("sent of " + bytes.length + " bytes, with kill -9 after half of them: " + sent);
        // No part was on the wire when it was killed, so none is sent twice; what is more is protocol.
        assertThat(sent)
                .allSatisfy((store, count) ->
                        assertThat(count).as(store).isBetween((long) bytes.length, bytes.length + 4L * MIB));
    }

    @Test
    void aClusterThatGoesDownEndsWhatNeedsItAndNothingElse() {
        byte[] bytes = bytes(64 * MIB);
        List<String> targets = List.of("dcn", "hub", "s3");
        try (SlowSource first = new SlowSource(bytes);
                SlowSource second = new SlowSource(bytes)) {
            String all = begun(first, true, targets);
            String some = begun(second, false, targets);
            first.release(24);
            second.release(24);
            for (String image : List.of(all, some)) {
                client.awaitProgress(image, PATIENCE, progress -> done(progress, "dcn") >= 8L * MIB);
            }
            edge.kill(CephServer.Daemon.OSD);
            edge.kill(CephServer.Daemon.MONITOR);
            try {
                first.releaseAll();
                second.releaseAll();
                JsonNode undone = client.awaitEnd(all, PATIENCE);
                assertThat(undone.get("status").asText()).isEqualTo("queued");
                assertThat(undone.get("os_glance_failed_import").asText()).isEqualTo("dcn");
                mustGo(all, List.of("hub", "s3"));
                JsonNode landed = client.awaitEnd(some, PATIENCE);
                assertThat(landed.get("status").asText()).isEqualTo("active");
                assertThat(landed.get("stores").asText()).isEqualTo("hub,s3");
                assertThat(landed.get("os_glance_failed_import").asText()).isEqualTo("dcn");
                assertThat(client.progress(some).get("reason").asText()).contains("dcn: ");
            } finally {
                edge.start();
            }
            mustGo(all, List.of("dcn"));
            mustGo(some, List.of("dcn"));
            copied(some, List.of("dcn"));
            assertThat(client.show(some).get("stores").asText()).isEqualTo("dcn,hub,s3");
            assertThat(store("dcn").sha512(some)).contains(sha512(bytes));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"disk", "hub", "s3", "swift"})
    void aConfiguredStoreIsPutToTheTestFromTheCommandLine(String store) {
        LongshoreProcess.Said said = longshore.run(
                "check-store",
                store,
                "--config",
                directory.resolve("longshore.yaml").toString());
        System.out.println(said.text());
        assertThat(said.code()).isZero();
        assertThat(said.text()).contains("Store " + store, " 0 broken").doesNotContain("BROKEN");
    }

    private static String uploaded(byte[] bytes, List<String> stores) {
        String image = client.create("kinds");
        client.stage(image, () -> new ByteArrayInputStream(bytes)).expect(204);
        client.importInto(image, "{\"name\":\"glance-direct\"}", true, stores).expect(202);
        assertThat(client.awaitEnd(image, PATIENCE).get("status").asText()).isEqualTo("active");
        return image;
    }

    /** Copies an image to more stores, and answers what is told of each. */
    private static JsonNode copied(String image, List<String> stores) {
        client.importInto(image, "{\"name\":\"copy-image\"}", true, stores).expect(202);
        client.awaitEnd(image, PATIENCE);
        JsonNode progress = client.progress(image);
        assertThat(progress.get("phase").asText()).as(progress.toString()).isEqualTo("succeeded");
        return progress.get("stores");
    }

    private static String begun(SlowSource source, boolean must, List<String> stores) {
        String image = client.create("outage");
        client.importInto(image, source.method(), must, stores).expect(202);
        return image;
    }

    private static long done(JsonNode progress, String store) {
        for (JsonNode copy : progress.get("stores")) {
            if (copy.get("store").asText().equals(store)) {
                return copy.get("done_bytes").asLong();
            }
        }
        throw new AssertionError("no copy to " + store + " in " + progress);
    }

    /** How much of an unfinished copy is there, whoever dies, as the catalog has it. */
    private static long durable(String image, String store) {
        try (Connection catalog = DriverManager.getConnection(site.servers().databaseUrl(), "postgres", "postgres");
                PreparedStatement asking = catalog.prepareStatement("""
                        select coalesce(sum(upper(extent) - lower(extent)), 0)
                        from uploads, unnest(durable) as extent
                        where image_id = ? and store = ? and state in ('writing', 'whole')""")) {
            asking.setObject(1, UUID.fromString(image));
            asking.setString(2, store);
            try (ResultSet answer = asking.executeQuery()) {
                return answer.next() ? answer.getLong(1) : 0;
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void change(String sql, String image) {
        try (Connection catalog = DriverManager.getConnection(site.servers().databaseUrl(), "postgres", "postgres");
                PreparedStatement statement = catalog.prepareStatement(sql)) {
            statement.setObject(1, UUID.fromString(image));
            assertThat(statement.executeUpdate()).isPositive();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static void mustGo(String image, List<String> stores) {
        for (String store : stores) {
            Await.until(
                    PATIENCE,
                    () -> store + " is rid of " + image,
                    () -> !store(store).holds(image));
        }
    }

    /** What clients have written to the edge's cluster since it was started. */
    private static long edgeWritten() {
        try {
            return new ObjectMapper()
                    .readTree(edge.ceph("tell", "osd.0", "perf", "dump"))
                    .at("/osd/op_w_in_bytes")
                    .asLong();
        } catch (IOException e) {
            throw new AssertionError("the OSD tells no counters", e);
        }
    }

    private static ConfiguredStore store(String id) {
        return Objects.requireNonNull(STORES.get(id), id);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static String sha512(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
