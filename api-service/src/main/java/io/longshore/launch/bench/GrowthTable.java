package io.longshore.launch.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** How ratio and memory change with the image's size, where several sizes were measured. */
final class GrowthTable {

    private final Summary summary;

    GrowthTable(Summary summary) {
        this.summary = summary;
    }

    Grid grid() {
        Grid grid = new Grid(
                "Growth: each size to its own floor; (less the p50 of a 1 MiB import to 1 store)",
                "flow",
                "who",
                "MiB",
                "wall s",
                "× floor",
                "less p50",
                "peak RSS MiB");
        Map<String, List<Row>> byName = new LinkedHashMap<>();
        for (Row row : summary.rows()) {
            if (row.kind() == Row.Kind.TRANSFER) {
                byName.merge(row.name(), List.of(row), GrowthTable::joined);
            }
        }
        byName.forEach((name, rows) -> {
            if (rows.size() > 1) {
                summary.targets().forEach(who -> rows.forEach(row -> add(grid, row, who)));
            }
        });
        return grid;
    }

    private void add(Grid grid, Row row, String who) {
        OptionalDouble wall = summary.value(row, who, Figure.WALL);
        if (wall.isEmpty()) {
            return;
        }
        Optional<Summary.Ratio> ratio = summary.toFloor(row, who);
        OptionalDouble floor = summary.floor(row, Figure.WALL);
        OptionalDouble p50 = smallImport(who);
        grid.add(List.of(
                row.name(),
                who,
                Integer.toString(row.sizeMib()),
                Tables.number(2, wall),
                ratio.map(r -> Tables.text(2, r.wall())).orElse(""),
                floor.isPresent() && p50.isPresent()
                        ? Tables.text(2, (wall.getAsDouble() - p50.getAsDouble()) / floor.getAsDouble())
                        : "",
                Tables.number(0, summary.value(row, who, Figure.RSS_PEAK))));
    }

    private OptionalDouble smallImport(String who) {
        return summary.rows().stream()
                .filter(row -> row.kind() == Row.Kind.LATENCY && row.name().equals("latency-1"))
                .map(row -> summary.value(row, who, Figure.P50))
                .findFirst()
                .orElse(OptionalDouble.empty());
    }

    private static List<Row> joined(List<Row> some, List<Row> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
