package io.longshore.launch.bench;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Everything measured: each row's samples by target and round, and the floors' of the same rounds. */
final class Results {

    private final Map<Row, Map<String, Map<Integer, Sample>>> samples = new LinkedHashMap<>();
    private final Map<FloorRun, Map<Integer, Sample>> floors = new LinkedHashMap<>();
    private final Map<String, Sample> idle = new LinkedHashMap<>();
    private final Set<String> leftOut = new LinkedHashSet<>();

    /** A floor as it was run beside the rows of one flow. */
    record FloorRun(String name, Row beside) {}

    void add(Row row, String who, int round, Sample sample) {
        samples.computeIfAbsent(row, r -> new LinkedHashMap<>())
                .computeIfAbsent(who, w -> new TreeMap<>())
                .put(round, row.complete(sample));
    }

    void addFloor(String name, Row beside, int round, Sample sample) {
        floors.computeIfAbsent(new FloorRun(name, beside), f -> new TreeMap<>()).put(round, sample);
    }

    void addIdle(String who, Sample sample) {
        idle.put(who, sample);
    }

    /** Notes, in words, what could not be measured on somebody, which is nobody's fault. */
    void leaveOut(String what) {
        leftOut.add(what);
    }

    List<String> leftOut() {
        return List.copyOf(leftOut);
    }

    List<Row> rows() {
        return List.copyOf(samples.keySet());
    }

    /** A target's samples by round; empty where it has none. */
    Map<Integer, Sample> of(Row row, String who) {
        return samples.getOrDefault(row, Map.of()).getOrDefault(who, Map.of());
    }

    /** A floor's samples by round, from beside the row. */
    Map<Integer, Sample> ofFloor(String name, Row beside) {
        return floors.getOrDefault(new FloorRun(name, beside), Map.of());
    }

    Optional<Sample> idle(String who) {
        return Optional.ofNullable(idle.get(who));
    }
}
