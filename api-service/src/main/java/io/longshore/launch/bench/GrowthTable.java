package io.longshore.launch.bench;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** How ratio and memory change with one number, where several were measured: the image's size, the stores, the images in the catalog. */
final class GrowthTable {

    private final Summary summary;
    private final Growth growth;

    GrowthTable(Summary summary) {
        this.summary = summary;
        this.growth = new Growth(summary);
    }

    List<Grid> grids() {
        return List.of(
                grid("Growth: each size to its own floor", "MiB", growth.overSizes()),
                grid("Growth: each number of stores to its own floor", "stores", growth.overStores()),
                catalogs());
    }

    private Grid grid(String title, String unit, List<Growth.Group> groups) {
        Grid grid = new Grid(
                title + "; (less the p50 of a 1 MiB import to 1 store); how far all are apart is said once",
                "flow",
                "who",
                unit,
                "wall s",
                "× floor",
                "less p50",
                "% apart",
                "peak RSS MiB",
                "RSS apart MiB");
        for (Growth.Group group : groups) {
            for (String who : summary.targets()) {
                boolean said = false;
                for (Map.Entry<Integer, Row> each : group.rows().entrySet()) {
                    Row row = each.getValue();
                    OptionalDouble wall = summary.value(row, who, Figure.WALL);
                    if (wall.isPresent()) {
                        grid.add(List.of(
                                group.name(),
                                who,
                                Integer.toString(each.getKey()),
                                Tables.number(2, wall),
                                summary.toFloor(row, who)
                                        .map(ratio -> Tables.text(2, ratio.wall()))
                                        .orElse(""),
                                Tables.number(2, growth.lessSmallImport(row, who)),
                                said ? "" : Tables.number(0, growth.percentApart(group, who)),
                                Tables.number(0, summary.value(row, who, Figure.RSS_PEAK)),
                                said ? "" : Tables.number(0, growth.memoryApart(group, who))));
                        said = true;
                    }
                }
            }
        }
        return grid;
    }

    private Grid catalogs() {
        Grid grid = new Grid(
                "Growth: time of one request or import, to the same in the smallest catalog",
                "flow",
                "who",
                "images",
                "ms",
                "× smallest");
        for (Growth.Group group : growth.overCatalogs()) {
            for (String who : summary.targets()) {
                group.rows().forEach((images, row) -> {
                    OptionalDouble seconds = summary.seconds(row, who);
                    if (seconds.isPresent()) {
                        grid.add(List.of(
                                group.name(),
                                who,
                                Integer.toString(images),
                                Tables.text(2, seconds.getAsDouble() * 1000),
                                Tables.number(2, growth.toFirst(group, row, who))));
                    }
                });
            }
        }
        return grid;
    }
}
