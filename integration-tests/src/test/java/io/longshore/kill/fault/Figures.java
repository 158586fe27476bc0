package io.longshore.kill.fault;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How often what was felt, and how long it took until work went on. */
public final class Figures {

    private final Map<FaultKind, Integer> felt = new EnumMap<>(FaultKind.class);
    private final Map<FaultKind, Integer> notFelt = new EnumMap<>(FaultKind.class);
    private final Map<FaultKind, List<Double>> seconds = new EnumMap<>(FaultKind.class);

    synchronized void felt(FaultKind kind) {
        felt.merge(kind, 1, Integer::sum);
    }

    synchronized void notFelt(FaultKind kind) {
        notFelt.merge(kind, 1, Integer::sum);
    }

    synchronized void wentOn(FaultKind kind, double after) {
        seconds.computeIfAbsent(kind, k -> new ArrayList<>()).add(after);
    }

    public synchronized int felt() {
        return felt.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** For people: a line for each kind, and one for all. */
    public synchronized List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(line("kills", "felt", "not felt", "work went on after: median", "longest"));
        List<Double> all = new ArrayList<>();
        for (FaultKind kind : FaultKind.values()) {
            List<Double> own = seconds.getOrDefault(kind, List.of());
            all.addAll(own);
            if (felt.containsKey(kind) || notFelt.containsKey(kind)) {
                lines.add(line(kind.words(), felt.getOrDefault(kind, 0), notFelt.getOrDefault(kind, 0), own));
            }
        }
        lines.add(line(
                "all",
                felt(),
                notFelt.values().stream().mapToInt(Integer::intValue).sum(),
                all));
        return lines;
    }

    private static String line(String what, int felt, int notFelt, List<Double> seconds) {
        List<Double> sorted = seconds.stream().sorted().toList();
        return line(
                what,
                Integer.toString(felt),
                Integer.toString(notFelt),
                sorted.isEmpty() ? "-" : String.format(Locale.ROOT, "%.1f s", sorted.get(sorted.size() / 2)),
                sorted.isEmpty() ? "-" : String.format(Locale.ROOT, "%.1f s", sorted.getLast()));
    }

    private static String line(String what, String felt, String notFelt, String median, String longest) {
        return String.format(Locale.ROOT, "%-46s %6s %9s %28s %9s", what, felt, notFelt, median, longest);
    }
}
