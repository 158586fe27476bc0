package io.longshore.launch.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** What the first target has to reach, and whether it did: one line for each mark of which there are figures. */
final class Marks {

    /** The image that the marks of big images are set for. */
    private static final int USUAL_MIB = 1024;

    private static final double CATALOG_TIMES = 1.2;
    private static final double GROWTH_PERCENT = 20;
    private static final double MEMORY_MIB = 64;

    private final Summary summary;
    private final Growth growth;
    private final String us;
    private final List<String> lines = new ArrayList<>();

    Marks(Summary summary) {
        this.summary = summary;
        this.growth = new Growth(summary);
        this.us = summary.targets().getFirst();
    }

    List<String> lines() {
        lines.clear();
        for (Row row : summary.rows()) {
            if (row.kind() != Row.Kind.TRANSFER || row.sizeMib() == USUAL_MIB) {
                ofRow(row);
            }
            if (row.name().equals("get-file")) {
                atMost(0.15, 2, nameOf(row) + ", CPU s/GiB", summary.value(row, us, Figure.CPU_PER_GIB));
            }
        }
        List<Growth.Group> groups = new ArrayList<>(growth.overSizes());
        groups.addAll(growth.overStores());
        for (Growth.Group group : groups) {
            String what = group.name() + ", " + group.span();
            atMost(GROWTH_PERCENT, 0, what + ", × floor apart by %", growth.percentApart(group, us));
            atMost(MEMORY_MIB, 0, what + ", peak RSS apart by MiB", growth.memoryApart(group, us));
        }
        for (Growth.Group group : growth.overCatalogs()) {
            group.rows()
                    .forEach((images, row) -> atMost(
                            CATALOG_TIMES,
                            2,
                            row.name() + " × of " + group.rows().firstKey(),
                            growth.toFirst(group, row, us)));
        }
        return List.copyOf(lines);
    }

    private void ofRow(Row row) {
        switch (row.name()) {
            case "copy-1", "copy-3", "direct-3" -> copied(row, 5);
            case "copy-5" -> copied(row, 8);
            case "web-3" -> {
                overFloor(row, 1.15);
                atMost(1, 2, row.name() + ", source read × size", summary.value(row, us, Figure.SOURCE_READ));
                faster(row, 3);
                steps(row, 2);
            }
            case "stage", "put-file" -> overFloor(row, 1.2);
            case "get-file" -> faster(row, 1);
            case "latency-1", "latency-3" -> {
                faster(row, 1);
                steps(row, 1);
            }
            case "imports, 10 at once" -> faster(row, 5);
            case "create", "show", "list-25", "list-500" -> faster(row, 10);
            case UnevenFlow.UNEVEN ->
                summary.slowestAlone(row)
                        .ifPresent(alone ->
                                atMost(1.1, 2, row.name() + " × " + alone.name(), summary.ratio(row, us, alone, us)));
            default -> {}
        }
    }

    private void copied(Row row, double timesFaster) {
        overFloor(row, 1.1);
        summary.toFloor(row, us)
                .ifPresent(ratio -> atMost(1.5, 2, row.name() + ", CPU × " + floorOf(row), ratio.cpu()));
        faster(row, timesFaster);
    }

    private void overFloor(Row row, double mark) {
        summary.toFloor(row, us)
                .ifPresent(
                        ratio -> atMost(mark, 2, row.name() + " × " + floorOf(row), OptionalDouble.of(ratio.wall())));
    }

    private void faster(Row row, double mark) {
        summary.lead(row)
                .ifPresent(lead -> add(
                        row.name() + ", times faster than " + lead.peer(),
                        2,
                        lead.factor(),
                        mark,
                        lead.factor() >= mark));
    }

    private void steps(Row row, int mark) {
        atMost(mark, 0, row.name() + ", steps", summary.value(row, us, Figure.STEPS));
    }

    private void atMost(double mark, int decimals, String what, OptionalDouble figure) {
        figure.ifPresent(value -> add(what, decimals, value, mark, value <= mark));
    }

    private void add(String what, int decimals, double figure, double mark, boolean met) {
        lines.add(what + ": " + Tables.text(decimals, figure) + " (mark " + Tables.text(decimals, mark) + ") "
                + (met ? "met" : "missed"));
    }

    private static String nameOf(Row row) {
        return row.name() + ", " + row.sizeMib() + " MiB";
    }

    private static String floorOf(Row row) {
        String floors = String.join(" + ", row.floors());
        return row.floors().size() > 1 ? "(" + floors + ")" : floors;
    }
}
