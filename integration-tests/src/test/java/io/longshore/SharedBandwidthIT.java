package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.support.Await;
import io.longshore.support.FileContent;
import io.longshore.support.ImageClient;
import io.longshore.support.Knobs;
import io.longshore.support.Site;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store's bandwidth is that of all workers together. Each of the two here makes one copy at a time. */
final class SharedBandwidthIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String LIMIT = "/longshore/v1/stores/edge1";
    private static final String COPY = "{\"name\":\"copy-image\"}";
    private static final int MIB = 1 << 20;

    @TempDir
    static Path directory;

    private static Site site;
    private static ImageClient client;

    @BeforeAll
    static void start() {
        site = new Site(directory, Knobs.usual().withHeartbeatTimeout("30s").withWorker("copies: 1"));
        client = site.shared("one", "api").client();
        site.shared("worker-1", "worker");
        site.shared("worker-2", "worker");
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    private static void limit(String bytesPerSecond) {
        client.patch(LIMIT, "{\"bytes_per_second\":" + bytesPerSecond + "}").expect(200);
    }

    private static List<String> uploaded(byte[] bytes) {
        return IntStream.range(0, 2)
                .mapToObj(n -> {
                    String image = client.create("limited-" + n);
                    client.upload(image, () -> new ByteArrayInputStream(bytes), Map.of("X-Image-Meta-Store", "fast"))
                            .expect(204);
                    return image;
                })
                .toList();
    }

    private static void copy(List<String> images) {
        images.forEach(
                image -> client.importInto(image, COPY, true, List.of("edge1")).expect(202));
        for (String image : images) {
            client.awaitProgress(
                    image,
                    PATIENCE,
                    progress -> progress.at("/stores/0/done_bytes").asLong() > 0);
        }
    }

    private static void mustHold(List<String> images, byte[] bytes) {
        for (String image : images) {
            assertThat(client.awaitEnd(image, PATIENCE).get("stores").asText()).contains("edge1");
            FileContent.assertHolds(site.onlyFile("edge1", image), bytes);
        }
    }

    /**
     * What need not be paid for: each one's first 8 MiB, and what the first one sent at the whole rate before it heard of the second. Two
     * who each kept to the whole rate would take 7 s.
     */
    @Test
    void twoWorkersShareIt() {
        byte[] bytes = bytes(64 * MIB);
        List<String> images = uploaded(bytes);
        limit(String.valueOf(8 * MIB));
        long began = System.nanoTime();
        copy(images);
        mustHold(images, bytes);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(10));
    }

    /** At the first rate it would take minutes. */
    @Test
    void aChangeIsHeardByBoth() {
        byte[] bytes = bytes(128 * MIB);
        List<String> images = uploaded(bytes);
        limit(String.valueOf(MIB));
        copy(images);
        Await.until(
                PATIENCE,
                () -> "both wait for the store's bandwidth",
                () -> images.stream()
                        .allMatch(image -> client.progress(image).toString().contains("the store's bandwidth")));
        limit("null");
        mustHold(images, bytes);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
