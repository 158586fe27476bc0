package io.longshore.launch.bench;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The summary as tables: one for each kind of row, one line for each row and target. */
final class Tables {

    private final Summary summary;

    Tables(Summary summary) {
        this.summary = summary;
    }

    List<Grid> all() {
        return Stream.concat(
                        Stream.of(transfers(), uneven(), latencies(), requests(), memory()),
                        new GrowthTable(summary).grids().stream())
                .filter(grid -> !grid.isEmpty())
                .toList();
    }

    private Grid transfers() {
        Grid grid = new Grid(
                "Big images: medians of the rounds; × floor: median of the rounds' ratios (best round to best round)",
                "flow",
                "who",
                "wall s",
                "CPU s",
                "CPU s/GiB",
                "MiB/s",
                "× floor",
                "CPU × floor",
                "peak RSS MiB",
                "(PSS)",
                "source read ×",
                "steps/transitions/events",
                "released s",
                "client CPU s",
                "faster than fastest peer");
        for (Row row : rows(Row.Kind.TRANSFER)) {
            String flow = row.name() + ", " + row.sizeMib() + " MiB";
            if (summary.floor(row, Figure.WALL).isPresent()) {
                grid.add(List.of(
                        flow,
                        String.join(" + ", row.floors()),
                        number(2, summary.floor(row, Figure.WALL)),
                        number(2, summary.floor(row, Figure.CPU)),
                        "",
                        "",
                        "",
                        "",
                        "",
                        "",
                        "",
                        "",
                        "",
                        number(2, summary.floor(row, Figure.CLIENT_CPU)),
                        ""));
            }
            for (String who : measured(row)) {
                grid.add(List.of(
                        flow,
                        who,
                        cell(2, row, who, Figure.WALL),
                        cell(2, row, who, Figure.CPU),
                        cell(2, row, who, Figure.CPU_PER_GIB),
                        cell(0, row, who, Figure.RATE),
                        summary.toFloor(row, who)
                                .map(ratio -> text(2, ratio.wall()) + " (" + text(2, ratio.bestWall()) + ")")
                                .orElse(""),
                        summary.toFloor(row, who)
                                .map(ratio -> number(2, ratio.cpu()))
                                .orElse(""),
                        cell(0, row, who, Figure.RSS_PEAK),
                        cell(0, row, who, Figure.PSS_PEAK),
                        cell(2, row, who, Figure.SOURCE_READ),
                        run(row, who),
                        cell(2, row, who, Figure.RELEASED),
                        cell(2, row, who, Figure.CLIENT_CPU),
                        lead(row, who)));
            }
        }
        return grid;
    }

    private Grid uneven() {
        Grid grid = new Grid(
                "Independent stores: the import to three of uneven rates over the same to the slowest alone, median of the rounds' ratios",
                "flow",
                "who",
                "wall s",
                "alone s",
                "× alone");
        for (Row row : rows(Row.Kind.TRANSFER)) {
            summary.slowestAlone(row)
                    .ifPresent(alone -> measured(row)
                            .forEach(who -> grid.add(List.of(
                                    row.name() + ", " + row.sizeMib() + " MiB",
                                    who,
                                    cell(2, row, who, Figure.WALL),
                                    cell(2, alone, who, Figure.WALL),
                                    number(2, summary.ratio(row, who, alone, who))))));
        }
        return grid;
    }

    private Grid latencies() {
        Grid grid = new Grid(
                "Small imports one after another: from the answered request until active in all targets; percentiles over all rounds",
                "flow",
                "who",
                "p50 ms",
                "p95 ms",
                "request to answer ms",
                "create to done ms",
                "answer to released ms",
                "CPU ms each",
                "steps/transitions/events",
                "faster than fastest peer");
        for (Row row : rows(Row.Kind.LATENCY)) {
            for (String who : measured(row)) {
                grid.add(List.of(
                        row.name() + ", " + row.sizeMib() + " MiB",
                        who,
                        millis(row, who, Figure.P50),
                        millis(row, who, Figure.P95),
                        millis(row, who, Figure.ACCEPT),
                        millis(row, who, Figure.FROM_CREATE),
                        millis(row, who, Figure.RELEASED),
                        millis(row, who, Figure.CPU_EACH),
                        run(row, who),
                        lead(row, who)));
            }
        }
        return grid;
    }

    private Grid requests() {
        Grid grid = new Grid(
                "Requests: rates are medians of the rounds, percentiles over all rounds",
                "flow",
                "who",
                "per s",
                "p50 ms",
                "p99 ms",
                "CPU ms each",
                "peak RSS MiB",
                "(PSS)",
                "client CPU s",
                "faster than fastest peer");
        for (Row row : rows(Row.Kind.REQUESTS)) {
            for (String floor : row.floors()) {
                grid.add(List.of(
                        "(this client's limit)",
                        floor,
                        number(0, summary.floor(floor, row, Figure.PER_SECOND)),
                        "",
                        "",
                        number(3, times(1000, summary.floor(floor, row, Figure.CPU_EACH))),
                        "",
                        "",
                        number(2, summary.floor(floor, row, Figure.CLIENT_CPU)),
                        ""));
            }
            for (String who : measured(row)) {
                grid.add(List.of(
                        row.name(),
                        who,
                        cell(1, row, who, Figure.PER_SECOND),
                        millis(row, who, Figure.P50),
                        millis(row, who, Figure.P99),
                        millis(row, who, Figure.CPU_EACH),
                        cell(0, row, who, Figure.RSS_PEAK),
                        cell(0, row, who, Figure.PSS_PEAK),
                        cell(2, row, who, Figure.CLIENT_CPU),
                        lead(row, who)));
            }
        }
        return grid;
    }

    private Grid memory() {
        Grid grid = new Grid(
                "Memory of all processes, MiB: before, the lowest and highest of all rows' peaks, and the most that one row's differ",
                "who",
                "RSS at rest",
                "(PSS)",
                "peak RSS",
                "peak (PSS)",
                "RSS apart over sizes",
                "over stores");
        Growth growth = new Growth(summary);
        for (String who : summary.targets()) {
            if (summary.idle(who, Figure.RSS_PEAK).isPresent()) {
                grid.add(List.of(
                        who,
                        number(0, summary.idle(who, Figure.RSS_PEAK)),
                        number(0, summary.idle(who, Figure.PSS_PEAK)),
                        span(who, Figure.RSS_PEAK),
                        span(who, Figure.PSS_PEAK),
                        mostApart(growth, growth.overSizes(), who),
                        mostApart(growth, growth.overStores(), who)));
            }
        }
        return grid;
    }

    private String span(String who, Figure figure) {
        DoubleSummaryStatistics all = summary.rows().stream()
                .flatMapToDouble(row -> summary.value(row, who, figure).stream())
                .summaryStatistics();
        return all.getCount() == 0 ? "" : text(0, all.getMin()) + " to " + text(0, all.getMax());
    }

    private static String mostApart(Growth growth, List<Growth.Group> groups, String who) {
        return number(
                0,
                groups.stream()
                        .flatMapToDouble(group -> growth.memoryApart(group, who).stream())
                        .max());
    }

    private List<Row> rows(Row.Kind kind) {
        return summary.rows().stream().filter(row -> row.kind() == kind).toList();
    }

    private List<String> measured(Row row) {
        return summary.targets().stream()
                .filter(who -> summary.value(row, who, Figure.WALL).isPresent())
                .toList();
    }

    private String run(Row row, String who) {
        List<String> parts = new ArrayList<>();
        for (Figure figure : List.of(Figure.STEPS, Figure.STATE_TRANSITIONS, Figure.EVENTS)) {
            parts.add(cell(0, row, who, figure));
        }
        return parts.getFirst().isEmpty() ? "" : parts.stream().collect(Collectors.joining("/"));
    }

    private String lead(Row row, String who) {
        return who.equals(summary.targets().getFirst())
                ? summary.lead(row)
                        .map(lead -> text(1, lead.factor()) + " × (" + lead.peer() + ")")
                        .orElse("")
                : "";
    }

    private String cell(int decimals, Row row, String who, Figure figure) {
        return number(decimals, summary.value(row, who, figure));
    }

    private String millis(Row row, String who, Figure figure) {
        OptionalDouble millis = times(1000, summary.value(row, who, figure));
        return number(millis.orElse(0) < 10 ? 2 : 0, millis);
    }

    private static OptionalDouble times(double factor, OptionalDouble value) {
        return value.isPresent() ? OptionalDouble.of(factor * value.getAsDouble()) : value;
    }

    static String number(int decimals, OptionalDouble value) {
        return value.isPresent() ? text(decimals, value.getAsDouble()) : "";
    }

    static String text(int decimals, double value) {
        return BigDecimal.valueOf(value)
                .setScale(decimals, RoundingMode.HALF_UP)
                .toPlainString();
    }
}
