package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.support.FileContent;
import io.longshore.support.GeneratedSource;
import io.longshore.support.ImageClient;
import io.longshore.support.Knobs;
import io.longshore.support.Site;
import io.longshore.support.SlowSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Few slots, and one project with many imports: those of another take turns with them, and each project's go in order. */
final class FairnessIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration SILENCE = Duration.ofSeconds(25);
    private static final int MANY = 24;
    private static final int WAVE = 6;
    private static final byte[] CONTENT = new byte[2 << 20];
    private static final byte[] CRAWLING = crawling();

    @TempDir
    Path directory;

    @Test
    void projectsTakeTurnsAndEachGoesInOrder() throws IOException, SQLException {
        try (Site site = site("copies: 1")) {
            ImageClient client = site.local("one", "start").client().as("everybody");
            ImageClient mary = client.as("many");
            ImageClient fay = client.as("few");
            limit(client, 1);
            List<String> many = staged(mary, MANY);
            List<String> few = staged(fay, 2);
            for (int first = 0; first < MANY; first += WAVE) {
                List<String> wave = many.subList(first, first + WAVE);
                wave.forEach(image -> accept(mary, image));
                // The servers may let those pass each other that come at the same time.
                wave.forEach(image -> client.awaitProgress(image, PATIENCE, FairnessIT::isInLine));
            }
            assertThat(client.progress(many.getLast()).get("imports_ahead").asInt())
                    .as("of its project, before the last one")
                    .isGreaterThan(MANY - WAVE);
            few.forEach(image -> accept(fay, image));
            assertThat(client.progress(few.getFirst()).get("imports_ahead").asInt())
                    .isZero();

            few.forEach(image -> client.awaitProgress(image, PATIENCE, FairnessIT::isInLine));
            limit(client, 2 * CONTENT.length);
            many.forEach(image -> client.awaitEnd(image, PATIENCE));
            few.forEach(image -> client.awaitEnd(image, PATIENCE));
            List<String> ended = ended(site);
            List<Integer> placesOfMany = many.stream().map(ended::indexOf).toList();
            List<Integer> placesOfFew = few.stream().map(ended::indexOf).toList();
            System.out.println("ended: few as " + placesOfFew + ", many as " + placesOfMany);
            // The one under way, then in turns; those that come at about the same time may pass each other.
            assertThat(placesOfFew).allMatch(place -> place < 2 * WAVE);
            for (int later = 2 * WAVE; later < MANY; later += WAVE) {
                assertThat(placesOfMany.subList(later - 2 * WAVE, later - WAVE))
                        .as("before what came later")
                        .allMatch(isBefore(placesOfMany.subList(later, later + WAVE)));
            }
        }
    }

    /** The one slot is taken by a large image whose source has hardly begun. */
    @Test
    void smallImagesDoNotWaitForLargeOnesToEnd() {
        try (Site site = new Site(
                        directory,
                        Knobs.usual()
                                .withHeartbeatTimeout("30s")
                                .withRetryBudget("60s")
                                .withWorker("copies: 1, fetches: 1"));
                GeneratedSource large = GeneratedSource.held(5 << 10)) {
            ImageClient client = site.local("one", "start").client();
            String first = client.create("large");
            client.importInto(first, large.method(), true, List.of("fast", "cheap"))
                    .expect(202);
            client.awaitProgress(first, PATIENCE, progress -> {
                // Whoever asked before it was sent elsewhere has taken some with it.
                large.leave(2);
                // There is a slot for one of the copies.
                return progress.at("/fetch/done_bytes").asLong() > 0
                        && progress.get("stores").findValuesAsText("source").contains("staging");
            });
            try (GeneratedSource small = new GeneratedSource(1)) {
                String second = client.create("small");
                client.importInto(second, small.method(), true, List.of("fast", "cheap"))
                        .expect(202);
                JsonNode done = client.await(second, PATIENCE, i -> {
                    large.leave(1);
                    return !i.has("os_glance_import_task");
                });
                assertThat(done.get("status").asText()).isEqualTo("active");
            }
            JsonNode still = client.progress(first);
            assertThat(still.get("ended_at").isNull()).isTrue();
            assertThat(still.at("/fetch/attempts").asInt())
                    .as("it was sent elsewhere at nobody's cost")
                    .isEqualTo(1);
            client.delete("/v2/images/" + first).expect(204);
        }
    }

    /** Both slots are taken by fetches of one project whose sources say nothing more; a third one waits with another project's. */
    @Test
    void aProjectWhoseSourcesCrawlLetsGoOfASlot() throws IOException {
        assertThat(letsGo(true))
                .allMatch(sent -> sent < CRAWLING.length + (8 << 20), "nothing is read twice but what was on its way");
    }

    /** Of what they have read nothing stays. */
    @Test
    void aProjectWhoseSourcesKnowNoRangesLetsGoOfASlotToo() throws IOException {
        assertThat(letsGo(false))
                .allMatch(
                        sent -> sent < 2L * CRAWLING.length,
                        "nothing is read more than twice, as it was let go of once");
    }

    /** How many bytes the sources have sent in the end. */
    private List<Long> letsGo(boolean ranges) throws IOException {
        List<SlowSource> crawling =
                Stream.generate(() -> new SlowSource(CRAWLING, ranges)).limit(3).toList();
        try (Site site = site("fetches: 2, turn: 1s");
                GeneratedSource quick = new GeneratedSource(1)) {
            ImageClient client = site.local("one", "start").client().as("everybody");
            ImageClient mary = client.as("many");
            List<String> many = new ArrayList<>();
            long silentSince = 0;
            for (SlowSource source : crawling) {
                String image = mary.create("crawls");
                mary.importInto(image, source.method(), true, List.of("fast")).expect(202);
                many.add(image);
                source.release(9);
                if (many.size() <= 2) {
                    client.awaitProgress(
                            image,
                            PATIENCE,
                            progress -> progress.at("/fetch/done_bytes").asLong() >= 8 << 20);
                }
                if (many.size() == 1) {
                    silentSince = System.nanoTime();
                }
            }
            ImageClient fay = client.as("few");
            String few = fay.create("quick");
            fay.importInto(few, quick.method(), true, List.of("fast")).expect(202);
            assertThat(client.awaitEnd(few, PATIENCE).get("status").asText()).isEqualTo("active");
            for (String image : many) {
                assertThat(client.progress(image).get("ended_at").isNull()).isTrue();
            }
            // A source that says nothing for half a minute is asked again, and pays for that.
            boolean silentForLong = System.nanoTime() - silentSince > SILENCE.toNanos();
            crawling.forEach(SlowSource::releaseAll);
            for (String image : many) {
                assertThat(client.awaitEnd(image, PATIENCE).get("status").asText())
                        .isEqualTo("active");
                assertThat(client.progress(image).at("/fetch/attempts").asInt())
                        .as("at nobody's cost")
                        .isLessThanOrEqualTo(silentForLong ? Integer.MAX_VALUE : 1);
                FileContent.assertHolds(site.onlyFile("fast", image), CRAWLING);
            }
            return crawling.stream().map(SlowSource::sentBytes).toList();
        } finally {
            crawling.forEach(SlowSource::close);
        }
    }

    /** The store's one slot is taken by a copy that would have it for a quarter of a minute; its first parts are there after half of that. */
    @Test
    void aProjectWhoseCopiesCrawlLetsGoOfASlot() throws IOException, SQLException {
        try (Site site = site("copies: 1, turn: 1s")) {
            ImageClient client = site.local("one", "start").client().as("everybody");
            limit(client, 16 << 20);
            ImageClient mary = client.as("many");
            // Zeros are paid for by the byte, too, and no disk takes its time over them.
            byte[] large = new byte[320 << 20];
            String many = mary.create("large");
            mary.stage(many, () -> new ByteArrayInputStream(large)).expect(204);
            accept(mary, many);
            client.awaitProgress(
                    many,
                    PATIENCE,
                    progress -> progress.at("/stores/0/done_bytes").asLong() > 0);
            ImageClient fay = client.as("few");
            String few = staged(fay, 1).getFirst();
            accept(fay, few);
            client.awaitProgress(few, PATIENCE, FairnessIT::isInLine);
            client.awaitEnd(few, PATIENCE);
            limit(client, 1 << 30);
            client.awaitEnd(many, PATIENCE);
            assertThat(ended(site)).containsExactly(few, many);
            FileContent.assertHolds(site.onlyFile("cheap", many), large);
        }
    }

    /** Its one slot is taken, and one more waits for it. */
    @Test
    void aSlowStoreKeepsNobodyFromAnother() throws IOException {
        try (Site site = site("copies: 1")) {
            ImageClient client = site.local("one", "start").client().as("everybody");
            limit(client, 1);
            ImageClient mary = client.as("many");
            List<String> slow = staged(mary, 2);
            slow.forEach(image -> accept(mary, image));
            String quick = staged(mary, 1).getFirst();
            mary.importInto(quick, "{\"name\":\"glance-direct\"}", false, List.of("cheap", "fast"))
                    .expect(202);
            client.await(quick, PATIENCE, i -> i.path("stores").asText().equals("fast"));
            limit(client, 1 << 30);
            slow.forEach(image -> client.awaitEnd(image, PATIENCE));
            assertThat(client.awaitEnd(quick, PATIENCE).get("stores").asText()).isEqualTo("cheap,fast");
        }
    }

    private static byte[] crawling() {
        byte[] bytes = new byte[20 << 20];
        new Random(20).nextBytes(bytes);
        return bytes;
    }

    private Site site(String worker) throws IOException {
        Files.writeString(directory.resolve("tokens.yaml"), """
                tokens:
                  - {token: everybody, user: root, project: operators, roles: [admin]}
                  - {token: many, user: mary, project: many, roles: [member]}
                  - {token: few, user: fay, project: few, roles: [member]}
                """);
        Files.setPosixFilePermissions(directory.resolve("tokens.yaml"), PosixFilePermissions.fromString("rw-------"));
        return new Site(
                directory,
                Knobs.usual()
                        .withHeartbeatTimeout("30s")
                        .withRetryBudget("2m")
                        .withLimits("durable-step: 1MiB")
                        .withWorker(worker)
                        .withAuth("mode: token-file, token-file: tokens.yaml"));
    }

    private static void limit(ImageClient client, int bytesPerSecond) {
        client.patch("/longshore/v1/stores/cheap", "{\"bytes_per_second\":" + bytesPerSecond + "}")
                .expect(200);
    }

    /** All images, in the order in which their copies have come to be whole. */
    private static List<String> ended(Site site) throws SQLException {
        List<String> images = new ArrayList<>();
        try (Connection catalog = DriverManager.getConnection(site.servers().databaseUrl(), "postgres", "postgres");
                ResultSet rows = catalog.createStatement()
                        .executeQuery(
                                "select image_id from uploads where store = 'cheap' and state = 'whole' order by updated_at")) {
            while (rows.next()) {
                images.add(rows.getString(1));
            }
        }
        return images;
    }

    private static boolean isInLine(JsonNode progress) {
        return progress.at("/stores/0/state").asText().equals("copying")
                || !progress.get("ended_at").isNull();
    }

    private static Predicate<Integer> isBefore(List<Integer> others) {
        return place -> others.stream().allMatch(other -> place < other);
    }

    private static List<String> staged(ImageClient client, int images) {
        List<String> staged = new ArrayList<>();
        for (int i = 0; i < images; i++) {
            String image = client.create("image " + i);
            client.stage(image, () -> new ByteArrayInputStream(CONTENT)).expect(204);
            staged.add(image);
        }
        return staged;
    }

    private static void accept(ImageClient client, String image) {
        client.importInto(image, "{\"name\":\"glance-direct\"}", true, List.of("cheap"))
                .expect(202);
    }
}
