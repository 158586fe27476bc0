package io.longshore.launch.bench;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/** What the rounds come to, all together. */
final class Summary {

    private final Results results;
    private final List<String> targets;

    /** @param targets in the order they are shown; the first is compared with the others */
    Summary(Results results, List<String> targets) {
        this.results = results;
        this.targets = List.copyOf(targets);
    }

    /**
     * A target's time over its floor's.
     *
     * @param wall median of the rounds' ratios
     * @param bestWall best round over the floor's best round
     * @param cpu median over median; empty where CPU is not known
     */
    record Ratio(double wall, double bestWall, OptionalDouble cpu) {}

    /**
     * How much faster the first target is than the fastest other one.
     *
     * @param factor median of the rounds' ratios
     */
    record Lead(String peer, double factor) {}

    List<Row> rows() {
        return results.rows();
    }

    List<String> targets() {
        return targets;
    }

    /** The median of the rounds; of latencies the percentile over all rounds' requests; of memory the most. */
    OptionalDouble value(Row row, String who, Figure figure) {
        Collection<Sample> samples = results.of(row, who).values();
        return switch (figure) {
            case P50 -> percentile(samples, 50);
            case P95 -> percentile(samples, 95);
            case P99 -> percentile(samples, 99);
            case RSS_PEAK, PSS_PEAK -> values(samples, figure).max();
            case WALL,
                    CPU,
                    CPU_PER_GIB,
                    CLIENT_CPU,
                    RATE,
                    SOURCE_READ,
                    STEPS,
                    STATE_TRANSITIONS,
                    EVENTS,
                    PER_SECOND,
                    ACCEPT,
                    RELEASED,
                    FROM_CREATE,
                    FIRST_BYTE,
                    CPU_EACH,
                    REQUESTS -> median(values(samples, figure));
        };
    }

    /** What counts in a row of that kind, as seconds for one, over all rounds: of requests on several connections what one adds. */
    OptionalDouble seconds(Row row, String who) {
        return switch (row.kind()) {
            case TRANSFER -> value(row, who, Figure.WALL);
            case LATENCY -> value(row, who, Figure.P50);
            case REQUESTS ->
                value(row, who, Figure.PER_SECOND).stream()
                        .map(perSecond -> 1 / perSecond)
                        .findFirst();
        };
    }

    /** Before anything was measured. */
    OptionalDouble idle(String who, Figure figure) {
        return results.idle(who).map(sample -> sample.get(figure)).orElse(OptionalDouble.empty());
    }

    /** The floors of the row, one after another: median of the rounds. */
    OptionalDouble floor(Row row, Figure figure) {
        return median(floorSamples(row).stream().flatMapToDouble(sample -> sample.get(figure).stream()));
    }

    /** One floor beside the row: median of the rounds. */
    OptionalDouble floor(String name, Row beside, Figure figure) {
        return median(values(results.ofFloor(name, beside).values(), figure));
    }

    Optional<Ratio> toFloor(Row row, String who) {
        Map<Integer, Sample> ours = results.of(row, who);
        List<Double> ratios = ours.entrySet().stream()
                .flatMap(
                        round -> floorSample(row, round.getKey())
                                .map(floor -> round.getValue().wallSeconds() / floor.wallSeconds())
                                .stream())
                .toList();
        if (row.floors().isEmpty() || ratios.isEmpty()) {
            return Optional.empty();
        }
        double best = values(ours.values(), Figure.WALL).min().orElseThrow()
                / floorSamples(row).stream()
                        .mapToDouble(Sample::wallSeconds)
                        .min()
                        .orElseThrow();
        OptionalDouble cpu = value(row, who, Figure.CPU);
        OptionalDouble floorCpu = floor(row, Figure.CPU);
        return Optional.of(new Ratio(
                Statistics.median(ratios),
                best,
                cpu.isPresent() && floorCpu.isPresent() && floorCpu.getAsDouble() > 0
                        ? OptionalDouble.of(cpu.getAsDouble() / floorCpu.getAsDouble())
                        : OptionalDouble.empty()));
    }

    /** The row to which the import to uneven stores is compared; empty where {@code row} is another. */
    Optional<Row> slowestAlone(Row row) {
        return rows().stream()
                .filter(base -> row.name().equals(UnevenFlow.UNEVEN)
                        && base.name().equals(UnevenFlow.ALONE)
                        && base.sizeMib() == row.sizeMib())
                .findFirst();
    }

    /** Empty where nobody else was measured. */
    Optional<Lead> lead(Row row) {
        return targets.stream()
                .skip(1)
                .map(peer -> lead(row, targets.getFirst(), peer))
                .flatMap(Optional::stream)
                .min((a, b) -> Double.compare(a.factor(), b.factor()));
    }

    private Optional<Lead> lead(Row row, String us, String peer) {
        OptionalDouble factor = ratio(row, peer, row, us);
        return factor.isPresent() ? Optional.of(new Lead(peer, factor.getAsDouble())) : Optional.empty();
    }

    /** What somebody's row takes over what another takes: median of the rounds' ratios; empty where no round has both. */
    OptionalDouble ratio(Row row, String who, Row base, String whose) {
        Map<Integer, Sample> bases = results.of(base, whose);
        return median(results.of(row, who).entrySet().stream()
                .flatMap(round -> Stream.ofNullable(bases.get(round.getKey()))
                        .map(sample -> secondsOf(row, round.getValue()) / secondsOf(base, sample)))
                .mapToDouble(Double::doubleValue));
    }

    /** What counts in a row of that kind, as seconds for one. */
    private static double secondsOf(Row row, Sample sample) {
        return switch (row.kind()) {
            case TRANSFER -> sample.wallSeconds();
            case LATENCY -> sample.get(Figure.P50).orElseThrow();
            case REQUESTS -> 1 / sample.get(Figure.PER_SECOND).orElseThrow();
        };
    }

    /** All floors of the row in that round as one; empty where one of them failed. */
    private Optional<Sample> floorSample(Row row, int round) {
        List<Sample> parts = row.floors().stream()
                .map(name -> results.ofFloor(name, row).get(round))
                .filter(Objects::nonNull)
                .toList();
        if (parts.isEmpty() || parts.size() < row.floors().size()) {
            return Optional.empty();
        }
        Sample whole = Sample.ofWall(values(parts, Figure.WALL).sum());
        for (Figure figure : List.of(Figure.CPU, Figure.CLIENT_CPU)) {
            if (values(parts, figure).count() == parts.size()) {
                whole = whole.with(figure, values(parts, figure).sum());
            }
        }
        return Optional.of(whole);
    }

    private List<Sample> floorSamples(Row row) {
        return row.floors().isEmpty()
                ? List.of()
                : results.ofFloor(row.floors().getFirst(), row).keySet().stream()
                        .map(round -> floorSample(row, round))
                        .flatMap(Optional::stream)
                        .toList();
    }

    private static DoubleStream values(Collection<Sample> samples, Figure figure) {
        return samples.stream().flatMapToDouble(sample -> sample.get(figure).stream());
    }

    private static OptionalDouble median(DoubleStream values) {
        List<Double> all = values.boxed().toList();
        return all.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Statistics.median(all));
    }

    private static OptionalDouble percentile(Collection<Sample> samples, int percent) {
        List<Double> all = samples.stream()
                .flatMap(sample -> sample.latenciesSeconds().stream())
                .toList();
        return all.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(Statistics.percentile(all, percent));
    }
}
