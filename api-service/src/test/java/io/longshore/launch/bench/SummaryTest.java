package io.longshore.launch.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

final class SummaryTest {

    private static final Offset<Double> NEARLY = within(1e-9);
    private static final SourceImage IMAGE = new SourceImage(Path.of("i"), 100L << 20, "", "", 0);
    private static final Row WEB = Row.transfer("web-3", IMAGE, 3, "fetch", "copy");
    private static final Row SHOW = Row.requests("show");
    private static final Row LATENCY = Row.latency("latency-1", IMAGE, 1);

    private final Results results = new Results();
    private final Summary summary = new Summary(results, List.of("us", "slow", "fast"));

    @Test
    void aRatioIsOfTheSameRoundAndItsFloorIsTheSumOfItsParts() {
        floor(1, 1, 1);
        floor(2, 4, 6);
        floor(3, 2, 3);
        results.add(WEB, "us", 1, cpu(Sample.ofWall(3), 4));
        results.add(WEB, "us", 2, cpu(Sample.ofWall(11), 8));
        results.add(WEB, "us", 3, cpu(Sample.ofWall(6), 6));

        Summary.Ratio ratio = summary.toFloor(WEB, "us").orElseThrow();

        assertThat(ratio.wall()).isCloseTo(1.2, NEARLY);
        assertThat(ratio.bestWall()).isCloseTo(1.5, NEARLY);
        assertThat(ratio.cpu().orElseThrow()).isCloseTo(1.2, NEARLY);
        assertThat(summary.floor(WEB, Figure.WALL).orElseThrow()).isCloseTo(5, NEARLY);
        assertThat(summary.value(WEB, "us", Figure.RATE).orElseThrow()).isCloseTo(50, NEARLY);
    }

    @Test
    void aRoundWhoseFloorFailedGivesNoRatio() {
        results.addFloor("fetch", WEB, 1, Sample.ofWall(1));
        floor(2, 1, 1);
        results.add(WEB, "us", 1, Sample.ofWall(100));
        results.add(WEB, "us", 2, Sample.ofWall(4));
        results.add(WEB, "us", 3, Sample.ofWall(100));

        assertThat(summary.toFloor(WEB, "us").orElseThrow().wall()).isCloseTo(2, NEARLY);
        assertThat(summary.toFloor(WEB, "us").orElseThrow().cpu()).isEmpty();
        assertThat(summary.toFloor(WEB, "slow")).isEmpty();
    }

    @Test
    void theLeadIsOverTheFastestPeerInThatRow() {
        results.add(WEB, "us", 1, Sample.ofWall(2));
        results.add(WEB, "slow", 1, Sample.ofWall(20));
        results.add(WEB, "fast", 1, Sample.ofWall(7));
        results.add(SHOW, "us", 1, Sample.ofMany(1, List.of(0.1, 0.1, 0.1, 0.1)));
        results.add(SHOW, "slow", 1, Sample.ofMany(1, List.of(0.1, 0.1)));
        results.add(LATENCY, "us", 1, Sample.ofMany(1, List.of(0.1, 0.2, 0.9)));
        results.add(LATENCY, "fast", 1, Sample.ofMany(9, List.of(0.1, 0.1, 0.9)));

        assertThat(summary.lead(WEB)).hasValue(new Summary.Lead("fast", 3.5));
        assertThat(summary.lead(SHOW)).hasValue(new Summary.Lead("slow", 2));
        assertThat(summary.lead(LATENCY)).hasValue(new Summary.Lead("fast", 0.5));
        assertThat(new Summary(results, List.of("us")).lead(WEB)).isEmpty();
    }

    @Test
    void latenciesArePooledOverTheRoundsAndMemoryIsTheMost() {
        results.add(LATENCY, "us", 1, Sample.ofMany(1, List.of(0.1, 0.1, 0.1)).with(Figure.RSS_PEAK, 70));
        results.add(
                LATENCY,
                "us",
                2,
                Sample.ofMany(1, List.of(0.2, 0.2, 0.2, 0.2, 0.9)).with(Figure.RSS_PEAK, 50));

        assertThat(summary.value(LATENCY, "us", Figure.P50)).hasValue(0.2);
        assertThat(summary.value(LATENCY, "us", Figure.P95)).hasValue(0.9);
        assertThat(summary.value(LATENCY, "us", Figure.RSS_PEAK)).hasValue(70);
        assertThat(summary.value(LATENCY, "us", Figure.CPU)).isEmpty();
    }

    @Test
    void tablesShowWhatWasMeasuredAndNothingElse() {
        floor(1, 1, 1);
        results.add(
                WEB,
                "us",
                1,
                Sample.ofWall(3).with(Figure.STEPS, 2).with(Figure.EVENTS, 20).with(Figure.STATE_TRANSITIONS, 9));
        results.add(WEB, "slow", 1, Sample.ofWall(30));

        List<Grid> grids = new Tables(summary).all();

        assertThat(grids).hasSize(1);
        assertThat(grids.getFirst().plain())
                .contains("fetch + copy", "1.50 (1.50)", "2/9/20", "10.0 × (slow)")
                .doesNotContain("fast ", "peak RSS");
        assertThat(grids.getFirst().markdown())
                .contains("| web-3, 100 MiB | us | 3.00 |  | 100 | 1.50 (1.50) | 2/9/20 | 10.0 × (slow) |");
    }

    private void floor(int round, double fetchSeconds, double copySeconds) {
        results.addFloor("fetch", WEB, round, cpu(Sample.ofWall(fetchSeconds), 3));
        results.addFloor("copy", WEB, round, cpu(Sample.ofWall(copySeconds), 2));
    }

    private static Sample cpu(Sample sample, double seconds) {
        return sample.with(Figure.CPU, seconds);
    }
}
