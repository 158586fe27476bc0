package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.importing.ImportSettings;
import io.longshore.support.FaultyEngine;
import io.longshore.support.ZeroBytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every store at every phase of its copy fails once, for good, refuses, hangs, or is cut short by a word, with and without must-succeed; on
 * real servers and real files. However an import ends, catalog, stores, reclaim list, staging and the image's properties agree, and the
 * image can be imported again. Order and kinds of failure come from a seed: {@code -Dpositions.seed=…} repeats one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FaultPositionsIT {

    /** Trials at a time: of those that wait until a budget is spent, and of others. */
    private static final int WAITING = 40;

    private static final int BUSY = 16;

    /** Stores for them, by threes; those that hide their files are others. */
    private static final int TRIOS = 90;

    private static final int HIDING = 30;

    /** Rounds of one attempt, and a budget that a few of them spend. */
    private static final ImportSettings SETTINGS = new ImportSettings(
            Duration.ofSeconds(12), Duration.ofSeconds(10), 1, Duration.ofMillis(2500), Duration.ofSeconds(1));

    @TempDir
    static Path directory;

    private final long seed = Long.getLong("positions.seed", System.nanoTime());
    private FaultyEngine engine;

    @BeforeAll
    void start() {
        List<String> stores = IntStream.rangeClosed(0, TRIOS)
                .mapToObj(FaultPosition::ids)
                .flatMap(List::stream)
                .toList();
        engine = new FaultyEngine(directory, stores, SETTINGS);
        IntStream.range(0, HIDING)
                .mapToObj(FaultPosition::ids)
                .flatMap(List::stream)
                .forEach(id -> engine.store(id).hidingLocalFiles());
    }

    @AfterAll
    void stop() {
        engine.close();
    }

    @Test
    void allAgreesHoweverAnImportEnds() {
        List<FaultPosition> positions = new ArrayList<>(FaultPosition.all());
        Collections.shuffle(positions, new Random(seed));
        List<FaultPosition> flushes = FaultPosition.flushes();
        System.out.printf("positions of failure: %d, seed %d%n", positions.size() + flushes.size(), seed);
        Queue<String> divergences = new ConcurrentLinkedQueue<>();
        BlockingQueue<Integer> hiding = trios(0, HIDING);
        BlockingQueue<Integer> plain = trios(HIDING, TRIOS);
        Semaphore waiting = new Semaphore(WAITING);
        Semaphore busy = new Semaphore(BUSY);
        try (ExecutorService trials = Executors.newVirtualThreadPerTaskExecutor()) {
            trials.execute(() -> {
                try {
                    flushes(flushes);
                } catch (RuntimeException | AssertionError e) {
                    divergences.add("while bytes are made durable: " + e);
                }
            });
            for (FaultPosition position : positions) {
                Semaphore room = position.event().takesLong() ? waiting : busy;
                BlockingQueue<Integer> trios = position.way().hidesFiles() ? hiding : plain;
                trials.execute(() -> {
                    room.acquireUninterruptibly();
                    try {
                        int trio = trios.take();
                        trial(position.on(trio));
                        // What has diverged may disturb others: its stores are not used again.
                        trios.add(trio);
                    } catch (RuntimeException | InterruptedException | AssertionError e) {
                        divergences.add(position + ": " + e);
                    } finally {
                        room.release();
                    }
                });
            }
        }
        assertThat(divergences).isEmpty();
        assertThat(positions).hasSizeGreaterThan(300);
    }

    /** One image for all of them, one after another. */
    private void flushes(List<FaultPosition> positions) {
        var client = engine.client();
        String image = client.create("large");
        client.upload(
                        image,
                        () -> new ZeroBytes(257L << 20),
                        Map.of("X-Image-Meta-Store", FaultPosition.ids(TRIOS).getFirst()))
                .expect(204);
        for (FaultPosition position : positions) {
            try (FaultTrial trial = new FaultTrial(position.on(TRIOS), engine, seed, image)) {
                trial.run();
            }
        }
    }

    private void trial(FaultPosition position) {
        try (FaultTrial trial = new FaultTrial(position, engine, seed)) {
            trial.run();
        }
    }

    private static BlockingQueue<Integer> trios(int from, int to) {
        return new LinkedBlockingQueue<>(IntStream.range(from, to).boxed().toList());
    }
}
