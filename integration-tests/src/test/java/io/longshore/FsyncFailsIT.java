package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.support.FileContent;
import io.longshore.support.ImageClient;
import io.longshore.support.Knobs;
import io.longshore.support.Preload;
import io.longshore.support.Site;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The disk of one store takes bytes and then cannot keep them: no copy there is called done before an fsync has succeeded. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FsyncFailsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final byte EIO = 5;
    private static final byte ENOSPC = 28;

    @TempDir
    static Path directory;

    private final byte[] bytes = bytes();
    private FileChannel flag;
    private MappedByteBuffer error;
    private Site site;
    private ImageClient client;

    @BeforeAll
    void start() throws IOException {
        Path file = directory.resolve("error");
        flag = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        error = flag.map(FileChannel.MapMode.READ_WRITE, 0, 1);
        site = new Site(directory, Knobs.usual().withRetryBudget("60s").withLimits("durable-step: 1MiB"));
        client = site.local(
                        "longshore",
                        "start",
                        Map.of(
                                "LD_PRELOAD",
                                        Preload.compile("fsyncfails", directory).toString(),
                                "FSYNC_FILE", file.toString(),
                                "FSYNC_ROOT", site.store("cheap").toString()))
                .client();
    }

    @AfterAll
    void stop() throws IOException {
        site.close();
        flag.close();
    }

    @Test
    void whatAFailedFsyncHasLostIsWrittenAgain() {
        fail(EIO);
        String image = imported();
        client.awaitProgress(
                image, PATIENCE, p -> cheap(p).path("reason").asText().contains("input/output error"));
        fail((byte) 0);
        assertThat(client.awaitEnd(image, PATIENCE).get("stores").asText()).isEqualTo("cheap,fast");
        FileContent.assertHolds(site.onlyFile("cheap", image), bytes);
        client.delete("/v2/images/" + image).expect(204);
    }

    @Test
    void aDiskThatTurnsOutToBeFullAtTheFsyncFailsItsStoreAlone() {
        fail(ENOSPC);
        String image = imported();
        JsonNode ended = client.awaitEnd(image, PATIENCE);
        assertThat(ended.get("stores").asText()).isEqualTo("fast");
        assertThat(ended.get("os_glance_failed_import").asText()).isEqualTo("cheap");
        assertThat(cheap(client.progress(image)).get("reason").asText())
                .startsWith("store cheap: ")
                .contains("no space left on the device");
        fail((byte) 0);
        client.await(image, PATIENCE, i -> site.contents("cheap").stream().noneMatch(file -> file.startsWith(image)));
        client.delete("/v2/images/" + image).expect(204);
    }

    @Test
    void anUploadIsNotAcknowledgedWhoseFsyncFails() {
        String image = client.create("uploaded");
        fail(EIO);
        assertThat(put(image).expect(503).text()).contains("store cheap: ").contains("input/output error");
        assertThat(client.show(image).get("status").asText()).isEqualTo("queued");
        fail((byte) 0);
        put(image).expect(204);
        client.await(
                image,
                PATIENCE,
                i -> site.contents("cheap").stream()
                                .filter(file -> file.startsWith(image))
                                .count()
                        == 1);
        FileContent.assertHolds(site.onlyFile("cheap", image), bytes);
        client.delete("/v2/images/" + image).expect(204);
    }

    private ImageClient.Answer put(String image) {
        return client.upload(image, () -> new ByteArrayInputStream(bytes), Map.of("X-Image-Meta-Store", "cheap"));
    }

    private String imported() {
        String image = client.create("imported");
        client.stage(image, () -> new ByteArrayInputStream(bytes)).expect(204);
        client.importInto(image, "{\"name\":\"glance-direct\"}", false, List.of("fast", "cheap"))
                .expect(202);
        return image;
    }

    private void fail(byte number) {
        error.put(0, number);
    }

    private static JsonNode cheap(JsonNode progress) {
        for (JsonNode copy : progress.get("stores")) {
            if (copy.get("store").asText().equals("cheap")) {
                return copy;
            }
        }
        throw new AssertionError("no copy into cheap: " + progress);
    }

    /** Two parts and a bit. */
    private static byte[] bytes() {
        byte[] bytes = new byte[(130 << 20) + 77];
        new Random(3).nextBytes(bytes);
        return bytes;
    }
}
