package io.longshore.launch.bench;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * One measurement.
 *
 * @param latenciesSeconds of single requests or imports, where the sample is made of many
 */
record Sample(Map<Figure, Double> figures, List<Double> latenciesSeconds) {

    Sample {
        figures = Map.copyOf(figures);
        latenciesSeconds = List.copyOf(latenciesSeconds);
    }

    static Sample ofWall(double seconds) {
        return new Sample(Map.of(Figure.WALL, seconds), List.of());
    }

    /** Many requests or imports that took {@code wallSeconds} all together. */
    static Sample ofMany(double wallSeconds, List<Double> latenciesSeconds) {
        return new Sample(Map.of(Figure.WALL, wallSeconds), latenciesSeconds)
                .with(Figure.REQUESTS, latenciesSeconds.size())
                .with(Figure.PER_SECOND, latenciesSeconds.size() / wallSeconds)
                .with(Figure.P50, Statistics.percentile(latenciesSeconds, 50))
                .with(Figure.P95, Statistics.percentile(latenciesSeconds, 95))
                .with(Figure.P99, Statistics.percentile(latenciesSeconds, 99));
    }

    Sample with(Figure figure, double value) {
        Map<Figure, Double> more = new EnumMap<>(Figure.class);
        more.putAll(figures);
        more.put(figure, value);
        return new Sample(more, latenciesSeconds);
    }

    OptionalDouble get(Figure figure) {
        Double value = figures.get(figure);
        return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    double wallSeconds() {
        return get(Figure.WALL).orElseThrow();
    }
}
