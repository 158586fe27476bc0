package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.support.EngineUnderTest;
import io.longshore.support.GeneratedSource;
import io.longshore.support.ImageClient;
import io.longshore.support.Knobs;
import io.longshore.support.ZeroBytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Staging has less room than is wanted: clients are refused at once, imports wait their turn and hold nothing meanwhile. {@code
 * -Dstaging.capacity-mebibytes=1000} makes it ten times as large.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class StagingFullIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int CAPACITY = Integer.getInteger("staging.capacity-mebibytes", 100);
    private static final int IMAGE = CAPACITY * 6 / 10;
    private static final int MORE_THAN_HALF = CAPACITY * 55 / 100;
    private static final String NO_ROOM = "staging: no room for ";

    @TempDir
    static Path directory;

    private EngineUnderTest engine;
    private ImageClient client;

    @BeforeAll
    void start() {
        engine = new EngineUnderTest(
                directory,
                Knobs.usual()
                        .withHeartbeatTimeout("30s")
                        .withStagingCapacity(CAPACITY + "MiB")
                        .withWorker("copies: 2"));
        client = engine.client();
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    @Test
    void whatDoesNotFitIsRefusedAndLeavesNothing() {
        String image = client.create("too large");
        ImageClient.Answer refused =
                client.stage(image, () -> new ZeroBytes((CAPACITY + 1L) << 20)).expect(413);
        assertThat(refused.text()).contains("staging: ").contains("capacity");
        assertQueued(image);

        String first = client.create("fits");
        client.stage(first, () -> new ZeroBytes((long) IMAGE << 20)).expect(204);
        assertThat(client.stage(image, () -> new ZeroBytes((long) IMAGE << 20))
                        .expect(413)
                        .text())
                .contains(NO_ROOM);
        assertQueued(image);
        client.importInto(first, "{\"name\":\"glance-direct\"}", true, List.of("fast"))
                .expect(202);
        assertWhole(first);
        client.await(first, PATIENCE, i -> engine.staged().isEmpty());
        client.stage(image, () -> new ZeroBytes((long) IMAGE << 20)).expect(204);
        client.delete("/v2/images/" + image).expect(204);
        client.await(first, PATIENCE, i -> engine.staged().isEmpty());
    }

    @Test
    void oneOfTwoThatDoNotFitTogetherWaitsAndHoldsNothing() {
        try (GeneratedSource one = GeneratedSource.unsized(IMAGE);
                GeneratedSource two = GeneratedSource.unsized(IMAGE)) {
            String first = begun(one);
            String second = begun(two);
            one.leave(MORE_THAN_HALF);
            two.leave(MORE_THAN_HALF);
            List<String> waiting = new ArrayList<>();
            client.await(
                    first,
                    PATIENCE,
                    i -> Stream.of(first, second).filter(this::waits).anyMatch(waiting::add));
            // It lets go in front of the word.
            assertThat(engine.stagedBytes(waiting.getFirst())).isZero();
            one.leaveAll();
            two.leaveAll();
            assertWhole(first);
            assertWhole(second);
            assertThat(one.isIn(engine.onlyFile("fast", first))).isTrue();
            assertThat(two.isIn(engine.onlyFile("fast", second))).isTrue();
            client.await(first, PATIENCE, i -> engine.staged().isEmpty());
        }
    }

    @Test
    void whoWaitsForRoomLeavesTheSlotsToThoseWhoMakeIt() {
        String staged = client.create("staged");
        client.stage(staged, () -> new ZeroBytes((long) IMAGE << 20)).expect(204);
        try (GeneratedSource source = GeneratedSource.unsized(IMAGE)) {
            source.leaveAll();
            String image = begun(source);
            client.await(image, PATIENCE, i -> waits(image));
            client.importInto(staged, "{\"name\":\"glance-direct\"}", true, List.of("fast", "cheap"))
                    .expect(202);
            assertWhole(staged);
            assertWhole(image);
            client.await(image, PATIENCE, i -> engine.staged().isEmpty());
        }
    }

    @Test
    void whatNeverFitsIsNotWaitedFor() {
        try (GeneratedSource source = GeneratedSource.unsized(CAPACITY + 8)) {
            source.leaveAll();
            String image = begun(source);
            JsonNode ended = client.awaitEnd(image, PATIENCE);
            assertThat(ended.get("status").asText()).isEqualTo("queued");
            assertThat(client.progress(image).get("reason").asText()).contains("staging: ", "more than its capacity");
            client.await(image, PATIENCE, i -> engine.staged().stream().noneMatch(f -> f.startsWith(image)));
        }
    }

    private String begun(GeneratedSource source) {
        String image = client.create("of unknown size");
        client.importInto(image, source.method(), true, List.of("fast", "cheap"))
                .expect(202);
        return image;
    }

    private boolean waits(String image) {
        return client.progress(image).path("waiting_for").asText().contains(NO_ROOM);
    }

    private void assertWhole(String image) {
        JsonNode done = client.awaitEnd(image, PATIENCE);
        assertThat(done.get("status").asText()).as("%s", client.progress(image)).isEqualTo("active");
        assertThat(done.get("size").asLong()).isEqualTo((long) IMAGE << 20);
    }

    private void assertQueued(String image) {
        JsonNode shown = client.show(image);
        assertThat(shown.get("status").asText()).isEqualTo("queued");
        assertThat(shown.get("size").isNull()).isTrue();
        client.await(image, PATIENCE, i -> engine.staged().stream().noneMatch(f -> f.startsWith(image)));
    }
}
