package io.longshore.kill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A short run of the kill matrix: as many faults as there are of every kind in one round. The long one is {@code ./longshore kill-matrix}. */
final class KillMatrixIT {

    private static final int KILLS = 46;

    @TempDir
    Path directory;

    @Test
    void nothingIsLostWhateverDies() throws IOException {
        long seed = Long.getLong("kill-matrix.seed", ThreadLocalRandom.current().nextInt(1_000_000));
        MatrixReport report = new MatrixRun(
                        new MatrixOptions(KILLS, seed, Duration.ofMinutes(60), 6, 1, false, Set.of(), KILLS, directory))
                .run();
        report.lines().forEach(System.out::println);
        assertThat(report.divergences()).as("seed " + seed).isEmpty();
        assertThat(report.orphans()).isZero();
        assertThat(report.kills()).isEqualTo(KILLS);
        assertThat(report.counts().verifiedCopies()).isPositive();
    }
}
