package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.support.ImageClient;
import io.longshore.support.Knobs;
import io.longshore.support.LongshoreProcess;
import io.longshore.support.PacedSource;
import io.longshore.support.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every worker is dead, and the API says so: what stands still is not shown to move, and nobody waits without being told for what. */
final class AbandonedIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int MIB = 1 << 20;

    @TempDir
    Path directory;

    private Site site;
    private ImageClient client;
    private LongshoreProcess worker;

    @BeforeEach
    void start() {
        site = new Site(directory, Knobs.usual().withHeartbeatTimeout("15s"));
        client = site.shared("one", "api").client();
        worker = site.shared("worker-1", "worker");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    @Test
    void whatNobodyWorksAtWaitsForAWorker() {
        byte[] bytes = PacedSource.content(96 * MIB);
        try (PacedSource source = new PacedSource(bytes, 4 * MIB)) {
            String image = client.create("abandoned");
            client.importInto(image, source.method(), true, List.of("fast", "cheap"))
                    .expect(202);
            JsonNode moving = client.awaitProgress(image, PATIENCE, p -> moves(p.get("fetch")));
            assertThat(moving.get("fetch").get("total_bytes").asLong()).isEqualTo(bytes.length);

            worker.kill();
            JsonNode still = client.awaitProgress(
                    image,
                    PATIENCE,
                    p -> isAbandoned(p.get("fetch"))
                            && isAbandoned(p.get("stores").get(0))
                            && isAbandoned(p.get("stores").get(1)));
            assertThat(still.get("phase").asText()).isEqualTo("copying");

            worker.start();
            JsonNode done = client.awaitEnd(image, PATIENCE);
            assertThat(done.get("status").asText()).isEqualTo("active");
        }
    }

    @Test
    void whatEveryStoreWasSkippedOfBeforeAnybodyWorkedAtItEnds() {
        worker.kill();
        try (PacedSource source = new PacedSource(PacedSource.content(4 * MIB), 4 * MIB)) {
            String image = client.create("given up");
            client.importInto(image, source.method(), false, List.of("fast", "cheap"))
                    .expect(202);
            client.post("/longshore/v1/imports/" + image + "/skip/fast", "").expect(202);
            client.post("/longshore/v1/imports/" + image + "/skip/cheap", "").expect(202);

            worker.start();
            assertThat(client.awaitEnd(image, PATIENCE).get("status").asText()).isEqualTo("queued");
            JsonNode ended = client.progress(image);
            assertThat(ended.get("phase").asText()).isEqualTo("failed");
            assertThat(ended.get("reason").asText()).contains("fast: ", "cheap: ", "skipped");

            client.importInto(image, source.method(), true, List.of("fast")).expect(202);
            assertThat(client.awaitEnd(image, PATIENCE).get("status").asText()).isEqualTo("active");
        }
    }

    private static boolean moves(JsonNode copy) {
        return copy.path("state").asText().equals("copying")
                && copy.path("rate_bytes_per_second").asLong() > 0
                && copy.path("eta_seconds").isNumber();
    }

    private static boolean isAbandoned(JsonNode copy) {
        return copy.path("waiting_for").asText().equals("a worker that takes it up")
                && copy.path("next_retry_at").isNull()
                && copy.path("rate_bytes_per_second").isNull()
                && copy.path("eta_seconds").isNull();
    }
}
