package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.support.EngineUnderTest;
import io.longshore.support.ImageClient;
import io.longshore.support.Knobs;
import io.longshore.support.SlowSource;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.api.workflowservice.v1.PauseActivityRequest;
import io.temporal.api.workflowservice.v1.UnpauseActivityRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What everybody sees of an import while something is wrong: which store, why, which attempt, how far, when next. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TroubleIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int BYTES = 20_000_003;

    /** In one round. */
    private static final int ATTEMPTS = 2;

    @TempDir
    static Path directory;

    private EngineUnderTest engine;
    private ImageClient client;

    @BeforeAll
    void start() {
        engine = new EngineUnderTest(
                directory, Knobs.usual().withHeartbeatTimeout("30s").withRetryBudget("2m"));
        client = engine.client();
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    @Test
    void aStoreInTroubleIsShownWithItsRoundsAndWhatComesNext() throws IOException {
        Path store = engine.store("cheap");
        Path away = store.resolveSibling("away");
        try (SlowSource source = new SlowSource(bytes())) {
            source.releaseAll();
            String image = client.create("trouble");
            Files.move(store, away);
            Files.createFile(store);
            client.importInto(image, source.method(), false, List.of("fast", "cheap"))
                    .expect(202);
            try {
                assertTrouble(image);
            } finally {
                Files.delete(store);
                Files.move(away, store);
            }
            // The next round may have begun, and ended, by itself.
            assertThat(client.post("/longshore/v1/imports/" + image + "/retry/cheap", "")
                            .status())
                    .isIn(202, 409);
            assertThat(client.awaitEnd(image, PATIENCE).get("stores").asText()).isEqualTo("cheap,fast");
            assertThat(copy(client.progress(image), "cheap").get("round").asInt())
                    .isGreaterThanOrEqualTo(2);
        }
    }

    private void assertTrouble(String image) {
        JsonNode again = copy(
                client.awaitProgress(
                        image, PATIENCE, p -> !copy(p, "cheap").get("reason").isNull()),
                "cheap");
        assertThat(again.get("attempts").asInt())
                .as("those that were made")
                .isLessThanOrEqualTo(ATTEMPTS * again.get("round").asInt());
        assertThat(again.get("reason").asText()).contains("cheap: ");

        Instant before = Instant.now();
        JsonNode paused = copy(
                client.awaitProgress(
                        image,
                        PATIENCE,
                        p -> isPaused(copy(p, "cheap"))
                                && copy(p, "cheap").get("total_bytes").isNumber()),
                "cheap");
        int rounds = paused.get("round").asInt();
        assertThat(paused.get("reason").asText()).contains("cheap: ");
        assertThat(paused.get("source").asText()).isEqualTo("staging");
        assertThat(paused.get("total_bytes").asLong()).isEqualTo(BYTES);
        assertThat(Instant.parse(paused.get("next_retry_at").asText())).isAfter(before.minusSeconds(2));

        JsonNode second = copy(
                client.awaitProgress(
                        image, PATIENCE, p -> copy(p, "cheap").get("attempts").asInt() > ATTEMPTS * rounds),
                "cheap");
        assertThat(second.get("round").asInt()).isGreaterThan(rounds);
    }

    @Test
    void aSourceInTroubleIsShownBetweenItsRounds() {
        SlowSource gone = new SlowSource(bytes());
        gone.close();
        String image = client.create("no source");
        client.importInto(image, gone.method(), false, List.of("fast")).expect(202);
        JsonNode fetch = client.awaitProgress(image, PATIENCE, p -> isPaused(p.get("fetch")))
                .get("fetch");
        assertThat(fetch.get("store").asText()).isEqualTo("source");
        int rounds = fetch.get("round").asInt();
        assertThat(fetch.get("reason").asText()).startsWith("source").contains("refused");
        fetch = client.awaitProgress(
                        image, PATIENCE, p -> p.get("fetch").path("attempts").asInt() > ATTEMPTS * rounds)
                .get("fetch");
        assertThat(fetch.get("round").asInt()).isGreaterThan(rounds);
        client.post("/longshore/v1/imports/" + image + "/cancel", "").expect(202);
        client.awaitEnd(image, PATIENCE);
        assertThat(client.progress(image).get("fetch").isNull()).isTrue();
    }

    @Test
    void aCopyThatSomebodyPausesInTemporalWaitsForThatAndGoesOn() {
        try (SlowSource source = new SlowSource(bytes())) {
            source.release(5);
            String image = client.create("paused");
            client.importInto(image, source.method(), true, List.of("fast", "cheap"))
                    .expect(202);
            JsonNode moving = client.awaitProgress(
                    image,
                    PATIENCE,
                    p -> copy(p, "cheap").get("source").asText().equals("staging"));
            var run = WorkflowExecution.newBuilder()
                    .setWorkflowId(moving.get("workflow_id").asText())
                    .build();
            var temporal = engine.temporalClient().getWorkflowServiceStubs().blockingStub();
            temporal.pauseActivity(PauseActivityRequest.newBuilder()
                    .setNamespace("default")
                    .setExecution(run)
                    .setType("Copy")
                    .setIdentity("operator")
                    .build());
            JsonNode waits = client.awaitProgress(
                    image,
                    PATIENCE,
                    p -> copy(p, "cheap").path("waiting_for").asText().contains("paused in Temporal"));
            assertThat(copy(waits, "cheap").get("rate_bytes_per_second").isNull())
                    .isTrue();
            assertThat(copy(waits, "cheap").get("next_retry_at").isNull()).isTrue();
            source.releaseAll();
            temporal.unpauseActivity(UnpauseActivityRequest.newBuilder()
                    .setNamespace("default")
                    .setExecution(run)
                    .setType("Copy")
                    .setIdentity("operator")
                    .build());
            assertThat(client.awaitEnd(image, PATIENCE).get("stores").asText()).isEqualTo("cheap,fast");
        }
    }

    /** Between two rounds. */
    private static boolean isPaused(JsonNode copy) {
        return copy.path("state").asText().equals("retrying")
                && copy.path("next_retry_at").isTextual()
                && copy.path("attempts").asInt()
                        == ATTEMPTS * copy.path("round").asInt();
    }

    private static JsonNode copy(JsonNode progress, String store) {
        for (JsonNode copy : progress.get("stores")) {
            if (copy.get("store").asText().equals(store)) {
                return copy;
            }
        }
        throw new AssertionError("no copy to " + store + " in " + progress);
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[BYTES];
        new Random(3).nextBytes(bytes);
        return bytes;
    }
}
