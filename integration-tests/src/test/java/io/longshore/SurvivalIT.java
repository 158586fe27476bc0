package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.support.Attempts;
import io.longshore.support.Await;
import io.longshore.support.CatalogEye;
import io.longshore.support.EngineUnderTest;
import io.longshore.support.FileContent;
import io.longshore.support.ImageClient;
import io.longshore.support.Knobs;
import io.longshore.support.SlowSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Something dies in the middle of an import; what was promised happens all the same, and the test prints after how long. */
final class SurvivalIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int MIB = 1 << 20;

    /** Where no attempt may be given up because the machine takes its time. */
    private static final String PATIENT = "patient";

    @TempDir
    Path directory;

    private EngineUnderTest engine;
    private ImageClient client;

    @BeforeEach
    void start(TestInfo test) {
        Knobs usual = Knobs.usual();
        engine = new EngineUnderTest(
                directory, test.getTags().contains(PATIENT) ? usual.withHeartbeatTimeout("30s") : usual);
        client = engine.client();
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void aKilledWorkerIsReplacedAndTheSourceIsNotReadAnew() {
        byte[] bytes = bytes(96 * MIB);
        try (SlowSource source = new SlowSource(bytes)) {
            String image = begin(source, 64);
            engine.killLongshore();
            long died = System.nanoTime();
            engine.startLongshore();
            String silent = "source: no sign of life: its worker died, or its call hangs";
            client.await(
                    image,
                    PATIENCE,
                    i -> client.progress(image).at("/fetch/reason").asText().equals(silent));
            source.releaseAll();
            client.await(image, PATIENCE, i -> source.sentBytes() > 65L * MIB);
            print("work went on after kill -9 of the worker", died);
            assertWhole(image, bytes);
            // What was on the wire and not yet noted is sent again, and no more than that.
            assertThat(source.sentBytes()).isLessThanOrEqualTo(bytes.length + (source.requests() - 1) * 24L * MIB);
        }
    }

    @Test
    @Tag(PATIENT)
    void aRestartedWorkerCostsNothing() {
        byte[] bytes = bytes(64 * MIB);
        try (SlowSource source = new SlowSource(bytes)) {
            String image = begin(source, 32);
            // The fetch, and the copies that follow it.
            Attempts attempts = new Attempts(
                    engine.temporalClient(),
                    client.progress(image).get("workflow_id").asText());
            Map<String, Integer> atWork = attempts.awaitAtWork(PATIENCE, 3);
            long told = System.nanoTime();
            engine.stopLongshore();
            print("the worker let go and was gone", told);
            source.releaseAll();
            engine.startLongshore();
            client.await(image, PATIENCE, i -> source.sentBytes() > 33L * MIB);
            print("work went on after a drain", told);
            assertWhole(image, bytes);
            // What was let go of was let go of by its own word: no attempt was waited for until it timed out.
            assertThat(attempts.letGo()).isEqualTo(atWork);
        }
    }

    @Test
    void temporalComesBackAndTheImportGoesOn() {
        byte[] bytes = bytes(64 * MIB);
        try (SlowSource source = new SlowSource(bytes)) {
            String image = begin(source, 32);
            engine.killTemporal();
            client.get("/v2/images/" + image).expect(200);
            String waiting = client.create("accepted while Temporal is away");
            client.importInto(waiting, source.method(), true, List.of("fast")).expect(202);
            assertThat(client.progress(waiting).get("phase").asText()).isEqualTo("accepted");
            source.releaseAll();
            engine.startTemporal();
            assertWhole(image, bytes);
            assertThat(client.awaitEnd(waiting, PATIENCE).get("status").asText())
                    .isEqualTo("active");
        }
    }

    /** The fetch is killed when it has sealed its bytes and nobody has heard of it: they are not fetched again. */
    @Test
    void theSealOutlivesWhoHadNoTimeToReportIt() {
        byte[] bytes = bytes(32 * MIB);
        try (SlowSource source = new SlowSource(bytes);
                CatalogEye catalog = engine.catalog()) {
            String image = begin(source, 16);
            engine.killTemporal();
            source.releaseAll();
            client.await(image, PATIENCE, i -> catalog.isSealed(image));
            engine.killLongshore();
            int requests = source.requests();
            engine.startTemporal();
            engine.startLongshore();
            assertWhole(image, bytes);
            assertThat(source.requests()).isEqualTo(requests);
        }
    }

    @Test
    void theDatabaseGoesAwayAndComesBack() {
        byte[] bytes = bytes(64 * MIB);
        try (SlowSource source = new SlowSource(bytes)) {
            String image = begin(source, 32);
            engine.stopDatabase();
            long since = System.nanoTime();
            source.releaseAll();
            Await.until(PATIENCE, () -> "it was away for five seconds", () -> {
                ImageClient.Answer away = client.get("/v2/images/" + image).expect(503);
                assertThat(away.response().headers().firstValue("Retry-After")).isPresent();
                return System.nanoTime() - since > 5_000_000_000L;
            });
            engine.startDatabase();
            // The connections that broke are replaced one after the other.
            Await.until(
                    PATIENCE,
                    () -> client.get("/v2/images/" + image).text(),
                    () -> client.get("/v2/images/" + image).status() == 200);
            assertWhole(image, bytes);
        }
    }

    @Test
    void aTerminatedRunEndsTheImport() {
        try (SlowSource source = new SlowSource(bytes(64 * MIB))) {
            String image = begin(source, 32);
            String run = client.progress(image).get("workflow_id").asText();
            engine.temporalClient().newUntypedWorkflowStub(run).terminate("by the test");
            assertUndone(image);
            Path history = engine.failedHistory(run.substring(run.indexOf('/') + 1));
            Await.until(PATIENCE, () -> "the history is kept", () -> Files.exists(history));
            assertThat(engine.run("replay", history.toString()).text())
                    .contains("terminated")
                    .contains("REPLAYS");
        }
    }

    @Test
    void aForgottenRunEndsTheImport() {
        try (SlowSource source = new SlowSource(bytes(64 * MIB))) {
            String image = begin(source, 32);
            engine.forgetTemporal();
            assertUndone(image);
        }
    }

    private String begin(SlowSource source, int mib) {
        String image = client.create("survivor");
        client.importInto(image, source.method(), true, List.of("fast", "cheap"))
                .expect(202);
        source.releaseUpTo(mib);
        client.await(image, PATIENCE, i -> source.sentBytes() >= (long) mib * MIB);
        // What was sent and not read is sent again: a system takes more than a unit in advance.
        client.awaitProgress(image, PATIENCE, p -> p.at("/fetch/done_bytes").asLong() > (mib - 9L) * MIB);
        assertThat(client.show(image).get("status").asText()).isEqualTo("importing");
        return image;
    }

    private void assertWhole(String image, byte[] bytes) {
        JsonNode done = client.awaitEnd(image, PATIENCE);
        assertThat(done.get("status").asText()).isEqualTo("active");
        assertThat(done.get("stores").asText()).isEqualTo("cheap,fast");
        for (String store : List.of("fast", "cheap")) {
            FileContent.assertHolds(engine.onlyFile(store, image), bytes);
        }
        client.await(image, PATIENCE, i -> engine.staged().stream().noneMatch(f -> f.startsWith(image)));
    }

    private void assertUndone(String image) {
        JsonNode ended = client.awaitEnd(image, PATIENCE);
        assertThat(ended.get("status").asText()).isEqualTo("queued");
        assertThat(ended.get("os_glance_failed_import").asText()).isEqualTo("cheap,fast");
        client.await(
                image,
                PATIENCE,
                i -> engine.staged().stream().noneMatch(f -> f.startsWith(image))
                        && engine.contents("fast").isEmpty()
                        && engine.contents("cheap").isEmpty());
    }

    private static void print(String what, long since) {
        System.out.printf("%s: %.1f s%n", what, (System.nanoTime() - since) / 1e9);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
