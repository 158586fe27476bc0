package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.support.Await;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file system of one store does not answer any more, and no signal ends the calls: all the others go on. */
final class HungStoreIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String DIRECT = "{\"name\":\"glance-direct\"}";
    private static final int UNDER_WAY = 12;
    private static final int AFTERWARDS = 20;

    @TempDir
    Path directory;

    @Test
    void theOthersGoOnAndItIsCleanedUpWhenItIsBack() throws IOException {
        Path flag = directory.resolve("hung");
        byte[] bytes = new byte[24 << 20];
        new Random(11).nextBytes(bytes);
        try (FileChannel file = FileChannel.open(
                        flag, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
                Site site = new Site(directory, Knobs.usual().withStoreTimeout("10s"))) {
            MappedByteBuffer hung = file.map(FileChannel.MapMode.READ_WRITE, 0, 1);
            Path library = Preload.compile("hang", directory);
            ImageClient client = site.local(
                            "longshore",
                            "start",
                            Map.of(
                                    "LD_PRELOAD", library.toString(),
                                    "HANG_FILE", flag.toString(),
                                    "HANG_ROOT", site.store("cheap").toString()))
                    .client();
            String before = client.create("before");
            client.upload(before, () -> new ByteArrayInputStream(bytes), Map.of("X-Image-Meta-Store", "cheap"))
                    .expect(204);

            limit(client, 1);
            List<String> images = new ArrayList<>();
            for (int i = 0; i < UNDER_WAY; i++) {
                images.add(imported(client, bytes, "fast", "cheap"));
            }
            // Slow, so that some of them are in the middle of their bytes.
            limit(client, 12_000_000);
            client.awaitProgress(images.get(UNDER_WAY / 3), PATIENCE, p -> doneIn(p, "cheap") > 0);
            hung.put(0, (byte) 1);
            for (int i = 0; i < AFTERWARDS; i++) {
                images.add(imported(client, bytes, "fast", "cheap"));
            }
            String other = imported(client, bytes, "reliable");
            assertThat(client.awaitEnd(other, PATIENCE).get("stores").asText()).isEqualTo("reliable");
            assertThat(client.get("/v2/images/" + other + "/file").expect(200).body())
                    .isEqualTo(bytes);
            assertThat(client.get("/v2/images/" + before + "/file").expect(503).text())
                    .contains("store cheap: its directory has not answered");
            List<String> inCheap = new ArrayList<>(List.of(before));
            for (String image : images) {
                JsonNode ended = client.awaitEnd(image, PATIENCE);
                if (ended.get("stores").asText().equals("cheap,fast")) {
                    inCheap.add(image);
                } else {
                    assertThat(ended.get("stores").asText()).isEqualTo("fast");
                    assertThat(ended.get("os_glance_failed_import").asText()).isEqualTo("cheap");
                }
            }
            // Some had landed before; those that came afterwards had no chance.
            assertThat(inCheap)
                    .hasSizeLessThan(UNDER_WAY)
                    .doesNotContainAnyElementsOf(images.subList(UNDER_WAY, images.size()));
            String failed = images.getLast();
            client.delete("/v2/images/" + failed).expect(204);

            hung.put(0, (byte) 0);
            Await.until(
                    PATIENCE,
                    () -> "cheap holds " + site.contents("cheap"),
                    () -> images(site.contents("cheap"))
                            .equals(inCheap.stream().sorted().toList()));
            for (String image : inCheap) {
                FileContent.assertHolds(site.onlyFile("cheap", image), bytes);
            }
            assertThat(client.get("/v2/images/" + before + "/file").expect(200).body())
                    .isEqualTo(bytes);
            client.importInto(other, "{\"name\":\"copy-image\"}", true, List.of("cheap"))
                    .expect(202);
            assertThat(client.awaitEnd(other, PATIENCE).get("stores").asText()).isEqualTo("cheap,reliable");
            FileContent.assertHolds(site.onlyFile("cheap", other), bytes);
        }
    }

    /** Whose they are; a copy that was begun again has a number behind the image's id. */
    private static List<String> images(List<String> files) {
        return files.stream().map(file -> file.substring(0, 36)).sorted().toList();
    }

    private static String imported(ImageClient client, byte[] bytes, String... stores) {
        String image = client.create("one of many");
        client.stage(image, () -> new ByteArrayInputStream(bytes)).expect(204);
        client.importInto(image, DIRECT, false, List.of(stores)).expect(202);
        return image;
    }

    private static void limit(ImageClient client, int bytesPerSecond) {
        client.patch("/longshore/v1/stores/cheap", "{\"bytes_per_second\": " + bytesPerSecond + "}")
                .expect(200);
    }

    private static long doneIn(JsonNode progress, String store) {
        for (JsonNode copy : progress.get("stores")) {
            if (copy.get("store").asText().equals(store)) {
                return copy.get("done_bytes").asLong();
            }
        }
        return 0;
    }
}
