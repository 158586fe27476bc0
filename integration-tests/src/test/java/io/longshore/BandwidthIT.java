package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.support.EngineUnderTest;
import io.longshore.support.FileContent;
import io.longshore.support.ImageClient;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bandwidth that an operator leaves a store. */
final class BandwidthIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private EngineUnderTest engine;
    private ImageClient client;

    @BeforeEach
    void start() {
        engine = new EngineUnderTest(directory);
        client = engine.client();
    }

    @AfterEach
    void stop() {
        engine.close();
    }

    @Test
    void itHoldsForUploadsAndCopiesAndCanBeChangedUnderWay() {
        byte[] bytes = bytes();
        String limits = "/longshore/v1/stores/edge1";
        client.patch(limits, "{\"bytes_per_second\":8388608}").expect(200);
        try {
            assertThat(client.get(limits)
                            .expect(200)
                            .json()
                            .get("bytes_per_second")
                            .asLong())
                    .isEqualTo(8 << 20);
            String image = client.create("slow");
            long began = System.nanoTime();
            client.upload(image, () -> new ByteArrayInputStream(bytes), Map.of("X-Image-Meta-Store", "edge1"))
                    .expect(204);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as("all but the last bytes were paid for")
                    .isGreaterThan(Duration.ofMillis(2_500));

            client.patch(limits, "{\"bytes_per_second\":1}").expect(200);
            String copied = client.create("slower");
            client.upload(copied, () -> new ByteArrayInputStream(bytes), Map.of())
                    .expect(204);
            client.importInto(copied, "{\"name\":\"copy-image\"}", true, List.of("edge1"))
                    .expect(202);
            client.awaitProgress(
                    copied, PATIENCE, progress -> progress.toString().contains("the store's bandwidth"));
            client.patch(limits, "{\"bytes_per_second\":null}").expect(200);
            assertThat(client.awaitEnd(copied, PATIENCE).get("stores").asText()).contains("edge1");
            FileContent.assertHolds(engine.onlyFile("edge1", copied), bytes);
        } finally {
            client.patch(limits, "{\"bytes_per_second\":null}");
        }
        client.patch("/longshore/v1/stores/nowhere", "{\"bytes_per_second\":1}").expect(404);
        for (String bad : List.of("0", "-1", "1.5", "\"1\"", "true", "[]", "99999999999999999999")) {
            assertThat(client.patch(limits, "{\"bytes_per_second\":" + bad + "}")
                            .expect(400)
                            .text())
                    .contains("bytes_per_second");
        }
        client.patch(limits, "{}").expect(400);
        client.patch(limits, "{\"weight\":1}").expect(400);
        assertThat(client.get("/longshore/v1/stores").expect(200).json().get("stores"))
                .hasSize(5);
    }

    private static byte[] bytes() {
        byte[] bytes = new byte[24 << 20];
        new Random(24).nextBytes(bytes);
        return bytes;
    }
}
