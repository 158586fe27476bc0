package io.longshore.kill;

import io.longshore.kill.fault.Figures;
import io.longshore.kill.traffic.Api;
import io.longshore.kill.traffic.Counts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a run of the matrix came to.
 *
 * @param asked how many kills were asked for; fewer are made where the time runs out, or too much has diverged
 */
record MatrixReport(long seed, int asked, Figures figures, Counts counts, Api api, int orphans, Duration took) {

    /** A unit of 8 MiB that was not whole yet, and what was on its way in the buffers of both processes. */
    private static final long PARTS_IN_FLIGHT_BYTES = 16L << 20;

    private static final int ENOUGH_TO_BE_USUAL = 5;

    private static final Path RECEIVE_BUFFERS = Path.of("/proc/sys/net/ipv4/tcp_rmem");

    int kills() {
        return figures.felt();
    }

    List<String> divergences() {
        return counts.divergences();
    }

    private long mostSentAgain() {
        return counts.sentAgain().stream().mapToLong(Long::longValue).max().orElse(0);
    }

    private long usuallySentAgain() {
        List<Long> again = counts.sentAgain().stream().sorted().toList();
        return again.isEmpty() ? 0 : again.get(again.size() / 2);
    }

    /**
     * What is wrong with that, if anything. Of a process that is stopped or starved before it dies, the system's receive buffer holds
     * what it never saw, too; that is the exception.
     */
    Optional<String> wastefulness() throws IOException {
        String sizes = Files.readString(RECEIVE_BUFFERS).strip();
        long most = PARTS_IN_FLIGHT_BYTES + Long.parseLong(sizes.substring(sizes.lastIndexOf('\t') + 1));
        boolean often = counts.sentAgain().size() >= ENOUGH_TO_BE_USUAL;
        return mostSentAgain() > most || (often && usuallySentAgain() > PARTS_IN_FLIGHT_BYTES)
                ? Optional.of("after a break " + mostSentAgain() + " bytes were sent again at most, usually "
                        + usuallySentAgain() + ": more than " + most + ", usually " + PARTS_IN_FLIGHT_BYTES
                        + ", can have been in flight")
                : Optional.empty();
    }

    /** The closing lines. */
    List<String> lines() {
        List<String> lines = new ArrayList<>(figures.lines());
        lines.add("");
        lines.addAll(counts.lines());
        lines.add(String.format(
                Locale.ROOT,
                "%-52s %6d (median %.1f MiB, most %.1f MiB sent again)",
                "times that a source was taken up again",
                counts.sentAgain().size(),
                usuallySentAgain() / (double) (1 << 20),
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
                Locale.ROOT,
                "seed %d: %d of %d kills in %.1f minutes",
                seed,
                kills(),
                asked,
                took.toMillis() / 60_000.0));
        return lines;
    }
}
