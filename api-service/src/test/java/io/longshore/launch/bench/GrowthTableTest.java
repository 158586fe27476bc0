package io.longshore.launch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class GrowthTableTest {

    private static final SourceImage SMALL = image(100);
    private static final SourceImage BIG = image(4096);

    private final Results results = new Results();
    private final Summary summary = new Summary(results, List.of("us", "them"));

    @Test
    void eachSizeIsHeldToItsOwnFloorAndASmallOneIsFreedOfWhatAnyImportCosts() {
        results.add(Row.latency("latency-1", image(1), 1), "us", 1, Sample.ofMany(1, List.of(0.5)));
        add(Row.transfer("web-3", SMALL, 3, "cp-3"), "us", 2, 2.5, 300);
        add(Row.transfer("web-3", BIG, 3, "cp-3"), "us", 10, 12, 350);
        add(Row.transfer("web-3", BIG, 3, "cp-3"), "them", 10, 20, 90);

        assertThat(markdown(0))
                .contains("| web-3 | us | 100 | 2.50 | 1.25 | 1.00 | 20 | 300 | 50 |")
                .contains("| web-3 | us | 4096 | 12.00 | 1.20 | 1.15 |  | 350 |  |")
                .contains("| web-3 | them | 4096 | 20.00 | 2.00 |  |  | 90 |  |");
    }

    @Test
    void eachNumberOfStoresIsHeldToItsOwnFloor() {
        add(Row.transfer("copy-1", BIG, 1, "cp-1"), "us", 10, 11, 300);
        add(Row.transfer("copy-10", BIG, 10, "cp-10"), "us", 100, 132, 310);
        add(Row.transfer("copy-3", SMALL, 3, "cp-3"), "us", 1, 1, 300);
        add(Row.transfer("web-1, 10 at once", BIG, 10), "us", 1, 1, 300);

        assertThat(markdown(1))
                .contains("| copy, 4096 MiB | us | 1 | 11.00 | 1.10 | 20 | 300 | 10 |")
                .contains("| copy, 4096 MiB | us | 10 | 132.00 | 1.32 |  | 310 |  |")
                .doesNotContain("100 MiB", "at once");
    }

    @Test
    void aCatalogIsHeldToTheSmallest() {
        results.add(Row.requests("list-25 of 1000"), "us", 1, Sample.ofMany(1, List.of(0.1, 0.1, 0.1, 0.1)));
        results.add(Row.requests("list-25 of 5000"), "us", 1, Sample.ofMany(1, List.of(0.1, 0.1)));
        results.add(Row.latency("latency-1 of 1000", image(1), 1), "us", 1, Sample.ofMany(1, List.of(0.1)));
        results.add(Row.latency("latency-1 of 5000", image(1), 1), "us", 1, Sample.ofMany(1, List.of(0.11)));

        assertThat(markdown(2))
                .contains("| list-25 | us | 1000 | 250.00 |  |", "| list-25 | us | 5000 | 500.00 | 2.00 |")
                .contains("| latency-1 | us | 5000 | 110.00 | 1.10 |");
    }

    @Test
    void theMostThatMemoryDiffersStandsInTheMemoryTable() {
        results.addIdle("us", Sample.ofWall(0).with(Figure.RSS_PEAK, 250));
        add(Row.transfer("web-1", SMALL, 1), "us", 1, 1, 300);
        add(Row.transfer("web-1", BIG, 1), "us", 1, 1, 340);
        add(Row.transfer("web-10", BIG, 10), "us", 1, 1, 329);
        results.add(
                Row.requests("show"), "us", 1, Sample.ofMany(1, List.of(0.1)).with(Figure.RSS_PEAK, 900));

        assertThat(new Tables(summary).all())
                .anySatisfy(grid -> assertThat(grid.markdown()).contains("| us | 250 | 300 to 900 | 40 | 11 |"));
    }

    private String markdown(int grid) {
        return new GrowthTable(summary).grids().get(grid).markdown();
    }

    private void add(Row row, String who, double floorSeconds, double seconds, int memoryMib) {
        row.floors().forEach(floor -> results.addFloor(floor, row, 1, Sample.ofWall(floorSeconds)));
        results.add(row, who, 1, Sample.ofWall(seconds).with(Figure.RSS_PEAK, memoryMib));
    }

    private static SourceImage image(int mib) {
        return new SourceImage(Path.of("i"), (long) mib << 20, "", "", 0);
    }
}
