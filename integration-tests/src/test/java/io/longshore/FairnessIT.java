package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.support.GeneratedSource;
import io.longshore.support.ImageClient;
import io.longshore.support.Knobs;
import io.longshore.support.Site;
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
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One slot for copies, and one project with many imports: those of another take turns with them, and each project's go in order. */
final class FairnessIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MANY = 24;
    private static final int WAVE = 6;
    private static final byte[] CONTENT = new byte[2 << 20];

    @TempDir
    Path directory;

    @Test
    void projectsTakeTurnsAndEachGoesInOrder() throws IOException, SQLException {
        Files.writeString(directory.resolve("tokens.yaml"), """
                tokens:
                  - {token: everybody, user: root, project: operators, roles: [admin]}
                  - {token: many, user: mary, project: many, roles: [member]}
                  - {token: few, user: fay, project: few, roles: [member]}
                """);
        Files.setPosixFilePermissions(directory.resolve("tokens.yaml"), PosixFilePermissions.fromString("rw-------"));
        Knobs knobs = Knobs.usual()
                .withHeartbeatTimeout("30s")
                .withWorker("copies: 1")
                .withAuth("mode: token-file, token-file: tokens.yaml");
        try (Site site = new Site(directory, knobs)) {
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
            // The one under way, then in turns.
            assertThat(placesOfFew).allMatch(place -> place < WAVE);
            for (int first = WAVE; first < MANY; first += WAVE) {
                assertThat(placesOfMany.subList(first - WAVE, first))
                        .as("before what came later")
                        .allMatch(isBefore(placesOfMany.subList(first, first + WAVE)));
            }
        }
    }

    /** The one slot is taken by a large image whose source has hardly begun. */
    @Test
    void smallImagesDoNotWaitForLargeOnesToEnd() {
        try (Site site = new Site(
                        directory, Knobs.usual().withHeartbeatTimeout("30s").withWorker("copies: 1, fetches: 1"));
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
                assertThat(client.awaitEnd(second, PATIENCE).get("status").asText())
                        .isEqualTo("active");
            }
            JsonNode still = client.progress(first);
            assertThat(still.get("ended_at").isNull()).isTrue();
            assertThat(still.at("/fetch/attempts").asInt())
                    .as("it was sent elsewhere at nobody's cost")
                    .isEqualTo(1);
            client.delete("/v2/images/" + first).expect(204);
        }
    }

    private static void limit(ImageClient client, int bytesPerSecond) {
        client.patch("/longshore/v1/stores/cheap", "{\"bytes_per_second\":" + bytesPerSecond + "}")
                .expect(200);
    }

    /** All images, in the order in which their imports have ended. */
    private static List<String> ended(Site site) throws SQLException {
        List<String> images = new ArrayList<>();
        try (Connection catalog = DriverManager.getConnection(site.servers().databaseUrl(), "postgres", "postgres");
                ResultSet rows =
                        catalog.createStatement().executeQuery("select image_id from imports order by ended_at")) {
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
