package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.support.EngineUnderTest;
import io.longshore.support.GeneratedSource;
import io.longshore.support.ImageClient;
import io.longshore.support.Knobs;
import io.longshore.support.ZeroBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * An image eight times as large as the heap comes in every way there is: memory does not grow with images. {@code
 * -Dmemory.image-mebibytes=10240 -Dmemory.heap-mebibytes=256} makes it forty times.
 */
final class MemoryIT {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int MEBIBYTES = Integer.getInteger("memory.image-mebibytes", 1024);
    private static final int HEAP_MEBIBYTES = Integer.getInteger("memory.heap-mebibytes", 128);

    /** The heap, as much again for buffers outside of it, and what a Java of this kind has when it does nothing. */
    private static final long MOST_KIBIBYTES = (2L * HEAP_MEBIBYTES + 384) << 10;

    @TempDir
    Path directory;

    @Test
    void imagesAreLargerThanTheHeap() throws IOException {
        try (EngineUnderTest engine = new EngineUnderTest(
                        directory,
                        Knobs.usual().withHeartbeatTimeout("30s"),
                        "-Xmx" + HEAP_MEBIBYTES + "m",
                        "-XX:+UseSerialGC",
                        "-XX:+ExitOnOutOfMemoryError");
                GeneratedSource source = new GeneratedSource(MEBIBYTES)) {
            ImageClient client = engine.client();
            String image = client.create("fetched");
            client.importInto(image, source.method(), true, List.of("fast", "cheap"))
                    .expect(202);
            awaitStores(client, image, "cheap,fast");
            assertThat(source.isIn(engine.onlyFile("fast", image))).isTrue();
            assertThat(source.isIn(engine.onlyFile("cheap", image))).isTrue();
            client.importInto(image, "{\"name\":\"copy-image\"}", true, List.of("edge1"))
                    .expect(202);
            awaitStores(client, image, "cheap,edge1,fast");
            client.delete("/v2/images/" + image).expect(204);

            String sent = client.create("sent");
            client.stage(sent, () -> new ZeroBytes((long) MEBIBYTES << 20)).expect(204);
            client.importInto(sent, "{\"name\":\"glance-direct\"}", true, List.of("fast"))
                    .expect(202);
            awaitStores(client, sent, "fast");
            String put = client.create("put");
            client.upload(put, () -> new ZeroBytes((long) MEBIBYTES << 20), Map.of())
                    .expect(204);

            long peak = peakKibibytes(engine.pid());
            System.out.printf(
                    "images of %d MiB with a heap of %d MiB: at most %d MiB of memory%n",
                    MEBIBYTES, HEAP_MEBIBYTES, peak >> 10);
            assertThat(peak).isLessThan(MOST_KIBIBYTES);
        }
    }

    private static void awaitStores(ImageClient client, String image, String stores) {
        JsonNode done = client.awaitEnd(image, PATIENCE);
        assertThat(done.get("status").asText()).isEqualTo("active");
        assertThat(done.get("stores").asText()).isEqualTo(stores);
    }

    /** The most memory that the process has had. */
    private static long peakKibibytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
