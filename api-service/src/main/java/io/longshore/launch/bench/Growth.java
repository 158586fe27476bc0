package io.longshore.launch.bench;

import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.DoubleStream;

/** What becomes of the rows that differ in one number only. */
final class Growth {

    private static final Pattern OVER_STORES = Pattern.compile("(copy|web)-\\d+");
    private static final Pattern AMONG = Pattern.compile("(.+) of (\\d+)");
    private static final int FROM_HERE_WHOLE_MIB = 1024;

    private final Summary summary;

    Growth(Summary summary) {
        this.summary = summary;
    }

    /**
     * Rows that differ in one number only, at least two.
     *
     * @param unit of that number
     */
    record Group(String name, String unit, SortedMap<Integer, Row> rows) {

        /** From the least number to the most, in words. */
        String span() {
            return rows.firstKey() + " to " + rows.lastKey() + " " + unit;
        }
    }

    List<Group> overSizes() {
        Map<String, Group> groups = new LinkedHashMap<>();
        transfers().forEach(row -> add(groups, row.name(), "MiB", row.sizeMib(), row));
        return several(groups);
    }

    /** copy-N, and web-N, each of one size. */
    List<Group> overStores() {
        Map<String, Group> groups = new LinkedHashMap<>();
        for (Row row : transfers()) {
            Matcher name = OVER_STORES.matcher(row.name());
            if (name.matches()) {
                add(groups, name.group(1) + ", " + row.sizeMib() + " MiB", "stores", row.copies(), row);
            }
        }
        return several(groups);
    }

    /** The same among more and more images. */
    List<Group> overCatalogs() {
        Map<String, Group> groups = new LinkedHashMap<>();
        for (Row row : summary.rows()) {
            Matcher name = AMONG.matcher(row.name());
            if (name.matches()) {
                add(groups, name.group(1), "images", Integer.parseInt(name.group(2)), row);
            }
        }
        return several(groups);
    }

    /** Over the floor, less what a small import to one store takes. */
    OptionalDouble lessSmallImport(Row row, String who) {
        OptionalDouble wall = summary.value(row, who, Figure.WALL);
        OptionalDouble floor = summary.floor(row, Figure.WALL);
        OptionalDouble small = summary.rows().stream()
                .filter(each -> each.kind() == Row.Kind.LATENCY && each.name().equals("latency-1"))
                .map(each -> summary.value(each, who, Figure.P50))
                .findFirst()
                .orElse(OptionalDouble.empty());
        return wall.isPresent() && floor.isPresent() && small.isPresent()
                ? OptionalDouble.of((wall.getAsDouble() - small.getAsDouble()) / floor.getAsDouble())
                : OptionalDouble.empty();
    }

    /**
     * How many percent the highest ratio to the floor of these rows is above the lowest; below 1 GiB a small import is taken off, which
     * would weigh too much there. Empty where fewer than two have a ratio.
     */
    OptionalDouble percentApart(Group group, String who) {
        DoubleStream ratios = group.rows().values().stream()
                .flatMapToDouble(row ->
                        (row.sizeMib() < FROM_HERE_WHOLE_MIB ? lessSmallImport(row, who) : toFloor(row, who)).stream());
        return spread(ratios, all -> (all.getMax() / all.getMin() - 1) * 100);
    }

    /** By how many MiB the peaks of resident memory in these rows differ; empty where fewer than two are known. */
    OptionalDouble memoryApart(Group group, String who) {
        DoubleStream peaks = group.rows().values().stream()
                .flatMapToDouble(row -> summary.value(row, who, Figure.RSS_PEAK).stream());
        return spread(peaks, all -> all.getMax() - all.getMin());
    }

    /** What one takes in this row over what it takes in the first row of the group. */
    OptionalDouble toFirst(Group group, Row row, String who) {
        Row first = group.rows().firstEntry().getValue();
        OptionalDouble before = summary.seconds(first, who);
        OptionalDouble now = summary.seconds(row, who);
        return row.equals(first) || before.isEmpty() || now.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(now.getAsDouble() / before.getAsDouble());
    }

    private OptionalDouble toFloor(Row row, String who) {
        return summary.toFloor(row, who).stream()
                .mapToDouble(Summary.Ratio::wall)
                .findFirst();
    }

    private List<Row> transfers() {
        return summary.rows().stream()
                .filter(row -> row.kind() == Row.Kind.TRANSFER)
                .toList();
    }

    private static void add(Map<String, Group> groups, String name, String unit, int number, Row row) {
        groups.computeIfAbsent(name, n -> new Group(n, unit, new TreeMap<>()))
                .rows()
                .put(number, row);
    }

    private static List<Group> several(Map<String, Group> groups) {
        return groups.values().stream().filter(group -> group.rows().size() > 1).toList();
    }

    private static OptionalDouble spread(DoubleStream values, ToDoubleFunction<DoubleSummaryStatistics> measure) {
        DoubleSummaryStatistics all = values.summaryStatistics();
        return all.getCount() < 2 ? OptionalDouble.empty() : OptionalDouble.of(measure.applyAsDouble(all));
    }
}
