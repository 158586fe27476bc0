package io.longshore.launch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MarksTest {

    private static final SourceImage GIB = image(1024);

    private final Results results = new Results();
    private final Summary summary = new Summary(results, List.of("us", "slow", "fast"));

    @Test
    void aCopyIsHeldToItsFloorAndToTheFastestPeer() {
        Row copy = Row.transfer("copy-5", GIB, 5, "cp-5");
        results.addFloor("cp-5", copy, 1, Sample.ofWall(10).with(Figure.CPU, 4));
        results.add(copy, "us", 1, Sample.ofWall(10.7).with(Figure.CPU, 6.4));
        results.add(copy, "slow", 1, Sample.ofWall(107));
        results.add(copy, "fast", 1, Sample.ofWall(85.6));

        assertThat(lines())
                .containsExactly(
                        "copy-5 × cp-5: 1.07 (mark 1.10) met",
                        "copy-5, CPU × cp-5: 1.60 (mark 1.50) missed",
                        "copy-5, times faster than fast: 8.00 (mark 8.00) met");
    }

    @Test
    void aDownloadIsHeldToBothFloorsItsSourceAndItsSteps() {
        Row web = Row.transfer("web-3", GIB, 3, "get-hash-write-1", "cp-3");
        web.floors().forEach(floor -> results.addFloor(floor, web, 1, Sample.ofWall(1)));
        results.add(web, "us", 1, Sample.ofWall(2.4).with(Figure.SOURCE_READ, 1).with(Figure.STEPS, 2));

        assertThat(lines())
                .containsExactly(
                        "web-3 × (get-hash-write-1 + cp-3): 1.20 (mark 1.15) missed",
                        "web-3, source read × size: 1.00 (mark 1.00) met",
                        "web-3, steps: 2 (mark 2) met");
    }

    @Test
    void bigImagesAreHeldToTheirMarksAtOneGibOnlyAndGetAtAnySize() {
        results.add(
                Row.transfer("get-file", image(512), 1),
                "us",
                1,
                Sample.ofWall(1).with(Figure.CPU, 0.07));
        results.add(Row.transfer("get-file", image(512), 1), "fast", 1, Sample.ofWall(9));
        results.add(Row.transfer("get-file", GIB, 1), "us", 1, Sample.ofWall(1).with(Figure.CPU, 0.2));
        results.add(Row.transfer("get-file", GIB, 1), "fast", 1, Sample.ofWall(0.9));

        assertThat(lines())
                .containsExactly(
                        "get-file, 512 MiB, CPU s/GiB: 0.14 (mark 0.15) met",
                        "get-file, times faster than fast: 0.90 (mark 1.00) missed",
                        "get-file, 1024 MiB, CPU s/GiB: 0.20 (mark 0.15) missed");
    }

    @Test
    void unevenStoresAreHeldToTheSlowestAlone() {
        results.add(Row.transfer(UnevenFlow.ALONE, GIB, 1), "us", 1, Sample.ofWall(10));
        results.add(Row.transfer(UnevenFlow.ALONE, GIB, 1), "us", 2, Sample.ofWall(20));
        results.add(Row.transfer(UnevenFlow.UNEVEN, GIB, 3), "us", 1, Sample.ofWall(10.5));
        results.add(Row.transfer(UnevenFlow.UNEVEN, GIB, 3), "us", 2, Sample.ofWall(21));

        assertThat(lines()).containsExactly("three uneven stores × slowest store alone: 1.05 (mark 1.10) met");
        assertThat(new Tables(summary).all().get(1).markdown())
                .contains("| three uneven stores, 1024 MiB | us | 15.75 | 15.00 | 1.05 |");
    }

    @Test
    void smallThingsAreHeldToThePeersRate() {
        results.add(
                Row.latency("latency-1", image(1), 1),
                "us",
                1,
                Sample.ofMany(1, List.of(0.1)).with(Figure.STEPS, 1));
        results.add(Row.latency("latency-1", image(1), 1), "slow", 1, Sample.ofMany(1, List.of(0.2)));
        results.add(Row.requests("show"), "us", 1, Sample.ofMany(1, List.of(0.1, 0.1, 0.1)));
        results.add(Row.requests("show"), "slow", 1, Sample.ofMany(1, List.of(0.1)));
        results.add(Row.requests("list-by-checksum of 5"), "us", 1, Sample.ofMany(1, List.of(0.1)));

        assertThat(lines())
                .containsExactly(
                        "latency-1, times faster than slow: 2.00 (mark 1.00) met",
                        "latency-1, steps: 1 (mark 1) met",
                        "show, times faster than slow: 3.00 (mark 10.00) missed");
    }

    @Test
    void growthIsHeldToWhatWasMeasured() {
        grown(Row.transfer("web-1", GIB, 1, "f"), 11, 300);
        grown(Row.transfer("web-1", image(4096), 1, "f"), 12, 364);
        grown(Row.transfer("web-10", GIB, 10, "f"), 14, 365);
        results.add(Row.requests("list-25 of 1000"), "us", 1, Sample.ofMany(1, List.of(0.1, 0.1)));
        results.add(Row.requests("list-25 of 5000"), "us", 1, Sample.ofMany(2, List.of(0.1, 0.1, 0.1)));

        assertThat(lines())
                .containsExactly(
                        "web-1, 1024 to 4096 MiB, × floor apart by %: 9 (mark 20) met",
                        "web-1, 1024 to 4096 MiB, peak RSS apart by MiB: 64 (mark 64) met",
                        "web, 1024 MiB, 1 to 10 stores, × floor apart by %: 27 (mark 20) missed",
                        "web, 1024 MiB, 1 to 10 stores, peak RSS apart by MiB: 65 (mark 64) missed",
                        "list-25 of 5000 × of 1000: 1.33 (mark 1.20) missed");
    }

    private void grown(Row row, double seconds, int memoryMib) {
        results.addFloor("f", row, 1, Sample.ofWall(10));
        results.add(row, "us", 1, Sample.ofWall(seconds).with(Figure.RSS_PEAK, memoryMib));
    }

    private List<String> lines() {
        return new Marks(summary).lines();
    }

    private static SourceImage image(int mib) {
        return new SourceImage(Path.of("i"), (long) mib << 20, "", "", 0);
    }
}
