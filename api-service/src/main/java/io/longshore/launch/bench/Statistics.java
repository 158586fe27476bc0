package io.longshore.launch.bench;

import java.util.List;

/** The few that a benchmark of a handful of rounds can honestly give. */
final class Statistics {

    private Statistics() {}

    /** The middle one; of an even number the mean of the two in the middle. Of nothing: {@link IllegalArgumentException}. */
    static double median(List<Double> values) {
        List<Double> sorted = sorted(values);
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /** The smallest value that at least {@code percent} of a hundred values do not exceed (nearest rank). */
    static double percentile(List<Double> values, int percent) {
        List<Double> sorted = sorted(values);
        int rank = (int) Math.ceil(percent / 100.0 * sorted.size());
        return sorted.get(Math.max(rank, 1) - 1);
    }

    static double best(List<Double> values) {
        return sorted(values).getFirst();
    }

    private static List<Double> sorted(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("of no values there is no middle");
        }
        return values.stream().sorted().toList();
    }
}
