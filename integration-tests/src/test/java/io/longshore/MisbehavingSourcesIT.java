package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.support.BadSource;
import io.longshore.support.BadSource.Manners;
import io.longshore.support.EngineUnderTest;
import io.longshore.support.FileContent;
import io.longshore.support.ImageClient;
import io.longshore.support.Knobs;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Sources on the web that behave badly, all at once: what is lost on the way is read again from where it was, what can be waited for is
 * waited for, and what is hopeless ends in words that name the source and leaves nothing. {@code -Dsources.seed=N} resets connections
 * where an earlier run did.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MisbehavingSourcesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(4);
    private static final int MIB = 1 << 20;
    private static final int SIZE = 20 * MIB + 7;
    private static final int CAP = 48 * MIB;
    private static final int BREAK = 12 * MIB + 3;
    private static final int WHOLE_UNITS = 8 * MIB;

    /** A unit that was not whole yet, and what was on its way in buffers of both sides. */
    private static final long IN_FLIGHT = 16L * MIB;

    private static final String WHOLE = "200 OK";

    @TempDir
    static Path directory;

    private EngineUnderTest engine;
    private ImageClient client;
    private final List<Case> cases = new ArrayList<>();
    private final long seed =
            Long.getLong("sources.seed", ThreadLocalRandom.current().nextInt(1_000_000));

    /** An import under way from a source of some manners, and what must come of it. */
    private record Case(String name, BadSource source, String image, Consumer<Case> ending) {}

    @BeforeAll
    void start() {
        engine = new EngineUnderTest(
                directory,
                Knobs.usual()
                        .withRetryBudget("8s")
                        .withHeartbeatTimeout("30s")
                        .withLimits("image-size: 48MiB, min-rate: 32KiB, min-rate-window: 20s"));
        client = engine.client();
    }

    @AfterAll
    void stop() {
        cases.forEach(c -> c.source().close());
        engine.close();
    }

    @TestFactory
    Stream<DynamicTest> sources() {
        endWell();
        endInWords();
        System.out.println("connections are reset by seed " + seed);
        return cases.stream()
                .map(c -> DynamicTest.dynamicTest(c.name(), () -> c.ending().accept(c)));
    }

    private void endWell() {
        good("ends early, once", SIZE, turn -> turn.head().bytes(turn.from(), turn.number() == 1 ? BREAK : SIZE), c -> {
            assertThat(c.source().from()).containsExactly(0, WHOLE_UNITS);
            assertThat(c.source().sentBytes()).isEqualTo(BREAK + (SIZE - WHOLE_UNITS));
        });
        Random random = new Random(seed);
        good("is reset at random bytes", CAP - 5, turn -> reset(turn, random), c -> {
            long again = c.source().sentBytes() - (CAP - 5);
            System.out.printf(
                    "a source that was reset: taken up at %s, %.1f MiB sent again%n",
                    c.source().from(), again / (double) MIB);
            assertThat(again).isLessThanOrEqualTo((c.source().from().size() - 1) * IN_FLIGHT);
        });
        good("tells no length", SIZE, turn -> {
            turn.line().head(WHOLE, "Connection: close");
            turn.bytes(0, SIZE);
        });
        good("is in the way for a while, and says for how long", SIZE, MisbehavingSourcesIT::later, c -> {
            for (int request = 1; request <= 3; request++) {
                assertThat(c.source().between(request)).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
            }
        });
        good("falls below the least rate, once", SIZE, turn -> {
            turn.head();
            if (turn.number() == 1) {
                turn.bytes(0, BREAK).drip("x", Duration.ofMillis(100));
            } else {
                turn.bytes(turn.from(), SIZE);
            }
        });
        good("begins anew when it is asked to go on", SIZE, turn -> {
            turn.line().head(WHOLE, "ETag: \"one\"", "Accept-Ranges: bytes", "Content-Length: " + SIZE);
            turn.bytes(0, turn.number() == 1 ? BREAK : SIZE);
        });
        good("becomes another while it is read", SIZE, turn -> {
            turn.head("ETag: \"" + Math.min(turn.number(), 2) + "\"", SIZE);
            if (turn.number() == 1) {
                turn.line().say(new byte[BREAK]);
            } else {
                turn.bytes(turn.from(), SIZE);
            }
        });
    }

    private void endInWords() {
        bad(
                "ends early for ever",
                turn -> turn.head().bytes(turn.from(), BREAK),
                c -> assertThat(c.source().from())
                        .startsWith(0, WHOLE_UNITS)
                        .filteredOn(from -> from > 0)
                        .containsOnly(WHOLE_UNITS),
                "broke off at byte " + BREAK + " of " + SIZE,
                "given up after");
        bad(
                "goes on past its end",
                turn -> turn.head().bytesAndMore(turn.from(), SIZE),
                c -> assertThat(c.source().from())
                        .startsWith(0, 2 * WHOLE_UNITS)
                        .filteredOn(from -> from > 0)
                        .containsOnly(2 * WHOLE_UNITS),
                "broke off at byte " + SIZE + " of " + SIZE,
                "more than it announced");
        bad(
                "falls below the least rate for ever",
                turn -> {
                    turn.head().bytes(0, 1 << 10);
                    turn.line().awaitHangUp();
                },
                "too slow");
        bad("is out of order for ever", turn -> turn.line().head("500 No", "Content-Length: 0"), "answered 500");
        bad(
                "announces more than an image may have",
                turn -> turn.head("ETag: \"one\"", CAP + 1).bytes(0, SIZE),
                "larger than",
                Integer.toString(CAP));
        bad(
                "does not end",
                MisbehavingSourcesIT::endless,
                c -> {
                    assertThat(c.source().from()).hasSize(1);
                    assertThat(c.source().sentBytes()).isLessThan(CAP + 16L * MIB);
                },
                "larger than",
                Integer.toString(CAP));
        bad(
                "redirects in a circle",
                turn -> turn.line().head("302 Found", "Location: /image", "Content-Length: 0"),
                c -> assertThat(c.source().from()).hasSize(11),
                "more than 10 redirects");
        bad("goes on at another byte", turn -> range(turn, turn.from() + 1), "range");
        bad("goes on at an earlier byte", turn -> range(turn, 0), "range");
        bad(
                "sends a part to who wants the whole",
                turn -> turn.line()
                        .head("206 Partial Content", "Content-Range: bytes 0-9/10")
                        .say("0123456789"),
                "range");
        bad(
                "encodes its bytes",
                turn -> turn.line()
                        .head(WHOLE, "Content-Encoding: gzip", "Content-Length: 10")
                        .say("0123456789"),
                "encod");
        bad(
                "is another one each time",
                turn -> turn.head("ETag: \"" + turn.number() + "\"", SIZE).bytes(turn.from(), BREAK),
                "broke off at byte " + BREAK,
                "begun anew: ");
        bad(
                "begins anew for ever when it is asked to go on",
                turn -> {
                    turn.line().head(WHOLE, "ETag: \"one\"", "Accept-Ranges: bytes", "Content-Length: " + SIZE);
                    turn.bytes(0, BREAK);
                },
                "broke off at byte " + BREAK,
                "begun anew: ",
                "does not let reading begin at a byte");
    }

    private static void reset(BadSource.Turn turn, Random random) throws IOException {
        int left = turn.size() - turn.from();
        turn.head();
        if (turn.number() > 4) {
            turn.bytes(turn.from(), turn.size());
            return;
        }
        turn.bytes(turn.from(), turn.from() + random.nextInt(left));
        turn.line().reset();
    }

    private static void later(BadSource.Turn turn) throws IOException {
        if (turn.number() <= 3) {
            turn.line().head(turn.number() == 1 ? "500 No" : "503 Later", "Retry-After: 3", "Content-Length: 0");
        } else {
            turn.behave();
        }
    }

    private static void endless(BadSource.Turn turn) throws IOException {
        turn.line().head(WHOLE, "Connection: close");
        while (true) {
            turn.bytes(0, MIB);
        }
    }

    /** Breaks off, and goes on at {@code first}, or says so. */
    private static void range(BadSource.Turn turn, int first) throws IOException {
        if (turn.from() == 0) {
            turn.head().bytes(0, BREAK);
            return;
        }
        turn.line()
                .head(
                        "206 Partial Content",
                        "ETag: \"one\"",
                        "Content-Length: " + (SIZE - first),
                        "Content-Range: bytes " + first + "-" + (SIZE - 1) + "/" + SIZE);
        turn.bytes(first, SIZE);
    }

    private void good(String name, int size, Manners manners) {
        good(name, size, manners, c -> {});
    }

    /** A source that is imported all the same. */
    private void good(String name, int size, Manners manners, Consumer<Case> more) {
        begin(name, size, manners, c -> {
            JsonNode done = client.awaitEnd(c.image(), PATIENCE);
            assertThat(done.get("status").asText())
                    .as("%s", client.progress(c.image()))
                    .isEqualTo("active");
            assertThat(done.get("stores").asText()).isEqualTo("cheap,fast");
            for (String store : List.of("cheap", "fast")) {
                FileContent.assertHolds(
                        engine.onlyFile(store, c.image()), c.source().content());
            }
            assertNothingStaged(c);
            more.accept(c);
        });
    }

    private void bad(String name, Manners manners, String... words) {
        bad(name, manners, c -> {}, words);
    }

    /** A source that cannot be imported; {@code words} say why. */
    private void bad(String name, Manners manners, Consumer<Case> more, String... words) {
        begin(name, SIZE, manners, c -> {
            JsonNode ended = client.awaitEnd(c.image(), PATIENCE);
            assertThat(ended.get("status").asText()).isEqualTo("queued");
            assertThat(ended.get("size").isNull()).isTrue();
            assertThat(ended.get("os_glance_importing_to_stores").asText()).isEmpty();
            assertThat(ended.get("os_glance_failed_import").asText()).isEqualTo("cheap,fast");
            String reason = client.progress(c.image()).get("reason").asText();
            System.out.println("a source that " + name + ": " + reason);
            assertThat(reason).contains(c.source().place()).contains(words);
            JsonNode task = client.get("/v2/images/" + c.image() + "/tasks")
                    .expect(200)
                    .json()
                    .get("tasks")
                    .get(0);
            assertThat(task.get("message").asText()).contains(c.source().place());
            assertThat(task.get("message").asText() + client.progress(c.image()))
                    .doesNotContain(BadSource.SECRET);
            assertNothingStaged(c);
            client.await(
                    c.image(),
                    PATIENCE,
                    i -> EngineUnderTest.STORES.stream()
                            .allMatch(store -> files(store, c.image()).isEmpty()));
            more.accept(c);
        });
    }

    private void begin(String name, int size, Manners manners, Consumer<Case> ending) {
        BadSource source = new BadSource(size, manners);
        String image = client.create(name);
        client.importInto(image, source.method(), cases.size() % 2 == 0, List.of("fast", "cheap"))
                .expect(202);
        cases.add(new Case(name, source, image, ending));
    }

    private List<String> files(String store, String image) {
        return engine.contents(store).stream().filter(f -> f.startsWith(image)).toList();
    }

    private void assertNothingStaged(Case c) {
        client.await(c.image(), PATIENCE, i -> engine.staged().stream().noneMatch(f -> f.startsWith(c.image())));
    }
}
