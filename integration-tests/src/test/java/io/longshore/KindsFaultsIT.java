package io.longshore;

import static io.longshore.KindsSite.MIB;
import static io.longshore.KindsSite.PATIENCE;
import static io.longshore.KindsSite.bytes;
import static io.longshore.KindsSite.sha512;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.support.Await;
import io.longshore.support.CephServer;
import io.longshore.support.CountingProxy;
import io.longshore.support.ImageClient;
import io.longshore.support.LongshoreProcess;
import io.longshore.support.SlowSource;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every kind of store when something dies: workers in the middle of copies, whoever moves the bytes, a gateway and a cluster. */
@Tag("ceph")
final class KindsFaultsIT {

    private static final String BY_ITSELF = "copied by the store itself, ";

    private static final List<String> TARGETS = List.of("disk", "dcn", "s3", "swift");
    private static final List<String> SERVERS = TARGETS.subList(1, 4);

    @TempDir
    static Path directory;

    private static KindsSite kinds;
    private static ImageClient client;

    @BeforeAll
    static void start() {
        kinds = new KindsSite(directory);
        client = kinds.client();
    }

    @BeforeEach
    void ready() {
        kinds.ready();
    }

    @AfterAll
    static void stop() {
        kinds.close();
    }

    /** A limit that comes and goes has a copy begin through the worker, and the store end it. */
    @Test
    void whatWasSentBeforeDoesNotCountWhereTheStoreCopiesByItself() {
        byte[] bytes = bytes(48 * MIB);
        String image = kinds.uploaded(bytes, List.of("dcn"));
        begunThroughTheWorker(image);
        kinds.edge().signal(CephServer.Daemon.OSD, "STOP");
        try {
            // Who is at it waits for the cluster; whoever comes next is not held to a rate.
            unlimit();
            client.awaitProgress(image, PATIENCE, progress -> hasFailed(copy(progress, "annex")));
        } finally {
            kinds.edge().signal(CephServer.Daemon.OSD, "CONT");
        }
        assertThat(client.awaitEnd(image, PATIENCE).get("stores").asText()).contains("annex");
        JsonNode copy = client.progress(image).at("/stores/0");
        assertThat(copy.get("way").asText()).startsWith("native copy from dcn");
        assertThat(copy.get("check").asText()).startsWith(BY_ITSELF);
        assertThat(kinds.durable(image, "annex")).isZero();
        assertThat(kinds.store("annex").sha512(image)).contains(sha512(bytes));
    }

    /** The store had begun a clone by itself and died; then there is a limit, and workers are to send the bytes. */
    @Test
    void whatAStoreHadBegunByItselfNobodyElseGoesOnWith() {
        byte[] bytes = bytes(48 * MIB + 1);
        String image = kinds.uploaded(bytes, List.of("dcn"));
        begunThroughTheWorker(image);
        kinds.longshore().kill();
        String clone = CephServer.DISKS_POOL + "/" + image;
        kinds.edge().rbd("rm", "--no-progress", clone);
        kinds.edge().rbd("clone", CephServer.POOL + "/" + image + "@snap", clone);
        kinds.change("update uploads set durable = '{}' where image_id = ?", image);
        try {
            kinds.longshore().start();
            assertThat(client.awaitEnd(image, PATIENCE).get("stores").asText()).contains("annex");
        } finally {
            unlimit();
        }
        assertThat(client.progress(image).at("/stores/0/way").asText())
                .isEqualTo("through the worker from dcn: the store's bandwidth is limited");
        Await.until(
                PATIENCE,
                () -> "the clone is reclaimed",
                () -> kinds.edge()
                        .rbd("children", CephServer.POOL + "/" + image + "@snap")
                        .isEmpty());
        assertThat(kinds.store("annex").sha512(image)).contains(sha512(bytes));
    }

    /** Who has begun it may only seem to be dead, and would go on with what a successor has made there. */
    @Test
    void whatIsUnfinishedAtAnAddressIsReclaimedAndTheStoreCopiesToAnother() {
        byte[] bytes = bytes(9 * MIB + 1);
        String image = kinds.uploaded(bytes, List.of("dcn"));
        kinds.edge().rbd("create", "--size", "1M", CephServer.DISKS_POOL + "/" + image);
        JsonNode copy = kinds.copied(image, List.of("annex")).get(0);
        assertThat(copy.get("way").asText()).startsWith("native copy from dcn");
        assertThat(kinds.store("annex").sha512(image)).contains(sha512(bytes));
        Await.until(
                PATIENCE,
                () -> "what was unfinished is reclaimed",
                () -> kinds.edge().rbd("ls", CephServer.DISKS_POOL).lines().noneMatch(image::equals));
        assertThat(kinds.store("annex").sha512(image)).contains(sha512(bytes));
    }

    /** A copy from one pool to the other that is on its way through the worker, as the store's bandwidth is limited. */
    private static void begunThroughTheWorker(String image) {
        client.patch("/longshore/v1/stores/annex", "{\"bytes_per_second\":4194304}")
                .expect(200);
        client.importInto(image, "{\"name\":\"copy-image\"}", true, List.of("annex"))
                .expect(202);
        Await.until(PATIENCE, () -> "a part is there for good", () -> kinds.durable(image, "annex") > 0);
    }

    private static void unlimit() {
        client.patch("/longshore/v1/stores/annex", "{\"bytes_per_second\":null}")
                .expect(200);
    }

    @Test
    void aKilledWorkerGoesOnInEveryKindAndSendsNoFinishedPartAgain() {
        byte[] bytes = bytes(96 * MIB);
        try (SlowSource source = new SlowSource(bytes)) {
            String image = begun(source, true, TARGETS);
            source.releaseUpTo(58);
            client.awaitProgress(image, PATIENCE, progress -> done(progress, "disk") == 56L * MIB);
            awaitDurable(image, SERVERS, 56);
            kinds.longshore().kill();
            // No part was on the wire, so none is sent twice.
            goesOn(image, source, bytes, 56, 56);
        }
    }

    /** Four parts are there, and three are on their way when it dies. */
    @Test
    void aKilledWorkerSendsAgainWhatWasOnTheWireAndNothingElse() {
        byte[] bytes = bytes(96 * MIB + 2);
        try (SlowSource source = new SlowSource(bytes)) {
            String image = begun(source, true, TARGETS);
            source.releaseUpTo(34);
            awaitDurable(image, SERVERS, 32);
            try {
                kinds.s3Proxy().hold();
                kinds.swiftProxy().hold();
                kinds.edge().signal(CephServer.Daemon.OSD, "STOP");
                source.releaseUpTo(58);
                client.awaitProgress(image, PATIENCE, progress -> done(progress, "disk") == 56L * MIB);
                Await.until(
                        PATIENCE,
                        () -> "parts are on their way",
                        () -> kinds.s3Proxy().isHoldingBytes()
                                && kinds.swiftProxy().isHoldingBytes());
                kinds.longshore().kill();
            } finally {
                kinds.s3Proxy().goOn();
                kinds.swiftProxy().goOn();
                kinds.edge().signal(CephServer.Daemon.OSD, "CONT");
            }
            goesOn(image, source, bytes, 32, 56);
        }
    }

    /** Both its doors, when four parts are there, and three are on their way to each. */
    @Test
    void aGatewayThatDiesIsWaitedForAndSentAgainWhatWasOnTheWireAndNothingElse() {
        byte[] bytes = bytes(96 * MIB + 3);
        List<String> targets = List.of("s3", "swift");
        try (SlowSource source = new SlowSource(bytes)) {
            String image = begun(source, true, targets);
            source.releaseUpTo(34);
            awaitDurable(image, targets, 32);
            try {
                kinds.s3Proxy().hold();
                kinds.swiftProxy().hold();
                source.releaseUpTo(58);
                Await.until(
                        PATIENCE,
                        () -> "parts are on their way",
                        () -> kinds.s3Proxy().isHoldingBytes()
                                && kinds.swiftProxy().isHoldingBytes());
                kinds.hub().kill(CephServer.Daemon.GATEWAY);
                kinds.s3Proxy().goOn();
                kinds.swiftProxy().goOn();
                source.releaseAll();
                for (String target : targets) {
                    client.awaitProgress(image, PATIENCE, progress -> hasFailed(copy(progress, target)));
                }
                Map<String, Long> before = writtenAtRest(targets);
                kinds.hub().gateway();
                mustLand(image, targets, bytes);
                mustHaveBeenSent(before, bytes, 32, 56);
            } finally {
                kinds.s3Proxy().goOn();
                kinds.swiftProxy().goOn();
                kinds.hub().gateway();
            }
        }
    }

    private static void awaitDurable(String image, List<String> targets, int mib) {
        for (String target : targets) {
            Await.until(
                    PATIENCE,
                    () -> target + " has " + kinds.durable(image, target) + " bytes for good",
                    () -> kinds.durable(image, target) == (long) mib * MIB);
        }
    }

    /** Ends well after the worker was killed, when between {@code least} and {@code most} MiB were there for good. */
    private static void goesOn(String image, SlowSource source, byte[] bytes, int least, int most) {
        Map<String, Long> before = writtenAtRest(SERVERS);
        source.releaseAll();
        kinds.longshore().start();
        mustLand(image, TARGETS, bytes);
        mustHaveBeenSent(before, bytes, least, most);
    }

    /** What has been written to each so far, once nothing more comes: what somebody dead had sent may still arrive. */
    private static Map<String, Long> writtenAtRest(List<String> servers) {
        Map<String, Long> written = new HashMap<>();
        for (String server : servers) {
            Await.until(PATIENCE, () -> server + " comes to rest", () -> {
                long now = kinds.written(server);
                return Objects.equals(written.put(server, now), now);
            });
        }
        return written;
    }

    private static void mustLand(String image, List<String> targets, byte[] bytes) {
        assertThat(client.awaitEnd(image, PATIENCE).get("status").asText()).isEqualTo("active");
        for (String target : targets) {
            assertThat(kinds.store(target).sha512(image)).as(target).contains(sha512(bytes));
        }
    }

    private static void mustHaveBeenSent(Map<String, Long> before, byte[] bytes, int least, int most) {
        before.forEach((server, written) -> {
            long sent = kinds.written(server) - written;
            System.out.printf(
                    "%-5s was sent %,d bytes afterwards, when %,d to %,d were missing%n",
                    server, sent, bytes.length - (long) most * MIB, bytes.length - (long) least * MIB);
            // What is more is protocol.
            assertThat(sent)
                    .as(server)
                    .isBetween(bytes.length - (long) most * MIB, bytes.length - (long) least * MIB + 4L * MIB);
        });
    }

    /** Nine parts, three of which the server has copied when the worker dies. */
    @ParameterizedTest
    @CsvSource({"s3, proved, x-amz-copy-source", "swift, archive, COPY /"})
    void aKilledWorkersCopyWithinAServerGoesOnWithThePartsThatAreThere(String from, String to, String request) {
        byte[] bytes = bytes(64 * MIB + 3);
        String image = kinds.uploaded(bytes, List.of(from));
        CountingProxy proxy = from.equals("s3") ? kinds.s3Proxy() : kinds.swiftProxy();
        proxy.holdAfter(request, 3);
        try {
            client.importInto(image, "{\"name\":\"copy-image\"}", true, List.of(to))
                    .expect(202);
            client.awaitProgress(image, PATIENCE, progress -> done(progress, to) >= 16L * MIB);
            kinds.longshore().kill();
        } finally {
            proxy.goOn();
        }
        int before = proxy.seen();
        kinds.longshore().start();
        assertThat(client.awaitEnd(image, PATIENCE).get("stores").asText()).contains(from, to);
        assertThat(client.progress(image).at("/stores/0/way").asText()).startsWith("native copy from " + from);
        assertThat(kinds.store(to).sha512(image)).contains(sha512(bytes));
        assertThat(proxy.seen() - before).as("parts copied afterwards, of nine").isBetween(1, 8);
    }

    /** Its requests are still under way when another worker takes the copy over: both have the server make the same parts. */
    @ParameterizedTest
    @CsvSource({"s3, proved, x-amz-copy-source", "swift, archive, COPY /"})
    void twoWorkersAtOneCopyWithinAServerMakeOneWholeCopy(String from, String to, String request) {
        byte[] bytes = bytes(64 * MIB + 4);
        String image = kinds.uploaded(bytes, List.of(from));
        CountingProxy proxy = from.equals("s3") ? kinds.s3Proxy() : kinds.swiftProxy();
        try (LongshoreProcess second = kinds.another("second-" + to)) {
            ImageClient other = second.client();
            proxy.holdAfter(request, 3);
            try {
                other.importInto(image, "{\"name\":\"copy-image\"}", true, List.of(to))
                        .expect(202);
                other.awaitProgress(image, PATIENCE, progress -> done(progress, to) >= 16L * MIB);
                LongshoreProcess zombie = kinds.attempts(image).areMadeBy(second) ? second : kinds.longshore();
                zombie.signal("STOP");
                try {
                    ImageClient awake = (zombie == second ? kinds.longshore() : second).client();
                    awake.awaitProgress(
                            image,
                            PATIENCE,
                            progress -> copy(progress, to).get("attempts").asInt() > 1);
                    proxy.goOn();
                    assertThat(awake.awaitEnd(image, PATIENCE).get("stores").asText())
                            .contains(from, to);
                } finally {
                    zombie.signal("CONT");
                }
            } finally {
                proxy.goOn();
            }
        }
        // When both have ended, whatever they were at is over.
        kinds.longshore().stop();
        kinds.longshore().start();
        Await.until(
                PATIENCE,
                () -> to + " lists " + kinds.store(to).listed(image),
                () -> kinds.store(to).listed(image).size() == 1);
        assertThat(kinds.store(to).sha512(image)).contains(sha512(bytes));
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
            try {
                kinds.edge().kill(CephServer.Daemon.OSD);
                kinds.edge().kill(CephServer.Daemon.MONITOR);
                first.releaseAll();
                second.releaseAll();
                JsonNode undone = client.awaitEnd(all, PATIENCE);
                assertThat(undone.get("status").asText()).isEqualTo("queued");
                assertThat(undone.get("os_glance_failed_import").asText()).isEqualTo("dcn");
                kinds.mustGo(all, List.of("hub", "s3"));
                JsonNode landed = client.awaitEnd(some, PATIENCE);
                assertThat(landed.get("status").asText()).isEqualTo("active");
                assertThat(landed.get("stores").asText()).isEqualTo("hub,s3");
                assertThat(landed.get("os_glance_failed_import").asText()).isEqualTo("dcn");
                assertThat(client.progress(some).get("reason").asText()).contains("dcn: ");
            } finally {
                kinds.edge().start();
            }
            kinds.mustGo(all, List.of("dcn"));
            kinds.mustGo(some, List.of("dcn"));
            kinds.copied(some, List.of("dcn"));
            assertThat(client.show(some).get("stores").asText()).isEqualTo("dcn,hub,s3");
            assertThat(kinds.store("dcn").sha512(some)).contains(sha512(bytes));
        }
    }

    @Test
    void aClusterThatIsAwayWhenEverythingStartsIsUsedOnceItIsBack() {
        byte[] bytes = bytes(16 * MIB + 5);
        kinds.longshore().stop();
        kinds.edge().kill(CephServer.Daemon.OSD);
        kinds.edge().kill(CephServer.Daemon.MONITOR);
        try {
            kinds.longshore().start();
            String image = kinds.uploaded(bytes, List.of("disk"));
            client.importInto(image, "{\"name\":\"copy-image\"}", true, List.of("dcn"))
                    .expect(202);
            client.awaitProgress(image, PATIENCE, progress -> hasFailed(copy(progress, "dcn")));
            kinds.edge().start();
            assertThat(client.awaitEnd(image, PATIENCE).get("stores").asText()).isEqualTo("dcn,disk");
            assertThat(kinds.store("dcn").sha512(image)).contains(sha512(bytes));
        } finally {
            kinds.edge().start();
        }
    }

    private static String begun(SlowSource source, boolean must, List<String> stores) {
        String image = client.create("outage");
        client.importInto(image, source.method(), must, stores).expect(202);
        return image;
    }

    private static boolean hasFailed(JsonNode copy) {
        return copy.get("attempts").asInt() > 1 || !copy.get("next_retry_at").isNull();
    }

    private static long done(JsonNode progress, String store) {
        return copy(progress, store).get("done_bytes").asLong();
    }

    private static JsonNode copy(JsonNode progress, String store) {
        for (JsonNode copy : progress.get("stores")) {
            if (copy.get("store").asText().equals(store)) {
                return copy;
            }
        }
        throw new AssertionError("no copy to " + store + " in " + progress);
    }
}
