package io.longshore.kill;

import io.longshore.kill.fault.Figures;
import io.longshore.kill.traffic.Api;
import io.longshore.kill.traffic.Counts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a run of the matrix came to. */
record MatrixReport(long seed, Figures figures, Counts counts, Api api, int orphans, Duration took) {

    /** A unit of 8 MiB that was not whole yet, and what was on its way in buffers of both sides. */
    static final long PARTS_IN_FLIGHT_BYTES = 16L << 20;

    int kills() {
        return figures.felt();
    }

    List<String> divergences() {
        return counts.divergences();
    }

    long mostSentAgain() {
        return counts.sentAgain().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    /** The closing lines. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(figures.lines());
        lines.add("");
        lines.addAll(counts.lines());
        List<Long> again = counts.sentAgain().stream().sorted().toList();
        lines.add(String.format(
                Locale.ROOT,
                "%-52s %6d (median %.1f MiB, most %.1f MiB sent again)",
                "times that a source was taken up again",
                again.size(),
                again.isEmpty() ? 0 : again.get(again.size() / 2) / (double) (1 << 20),
                mostSentAgain() / (double) (1 << 20)));
        lines.add(String.format(
                Locale.ROOT,
                "%-52s %6d (%d calls broken off by a killed API, %d put off with 503, %d too late)",
                "answers, all of them legal",
                api.answered(),
                api.brokenOff(),
                api.putOff(),
                api.superseded()));
        lines.add(String.format(Locale.ROOT, "%-52s %6d", "orphans", orphans));
        lines.add(String.format(
                Locale.ROOT, "%-52s %6d", "divergences", divergences().size()));
        lines.add(String.format(
                Locale.ROOT, "seed %d: %d kills in %.1f minutes", seed, kills(), took.toMillis() / 60_000.0));
        return lines;
    }
}
