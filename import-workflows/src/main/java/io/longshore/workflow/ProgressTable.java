package io.longshore.workflow;

import io.longshore.importing.RunProgress;
import io.longshore.importing.StoreState;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A run's progress as the Markdown of its current details: what is in trouble stands first. */
final class ProgressTable {

    private static final int MOST_ROWS = 40;
    private static final int REASON_BYTES = 200;

    /** The Temporal UI leaves no room between columns. */
    private static final String GAP = "\u00a0\u00a0 | ";

    private ProgressTable() {}

    static String of(RunProgress progress) {
        String head = "**" + progress.phase().wire() + "**"
                + (progress.waitingFor() == null ? "" : ": " + cell(progress.waitingFor()));
        List<RunProgress.Copy> copies = progress.copies();
        if (copies.isEmpty()) {
            return head;
        }
        String rows = copies.stream()
                .sorted(Comparator.comparingInt(c -> rank(c.state())))
                .limit(MOST_ROWS)
                .map(ProgressTable::row)
                .collect(Collectors.joining());
        int more = copies.size() - MOST_ROWS;
        return head + " (" + counts(copies) + ")"
                + "\n\n| store" + GAP + "state" + GAP + "how it is |\n| --- | --- | --- |\n"
                + rows
                + (more > 0 ? "\nand " + more + " more\n" : "");
    }

    /** {@code 1 retrying, 2 landed}. */
    private static String counts(List<RunProgress.Copy> copies) {
        Map<StoreState, Long> counts = copies.stream()
                .collect(Collectors.groupingBy(RunProgress.Copy::state, TreeMap::new, Collectors.counting()));
        return counts.entrySet().stream()
                .map(e -> e.getValue() + " " + e.getKey().wire())
                .collect(Collectors.joining(", "));
    }

    private static int rank(StoreState state) {
        return switch (state) {
            case RETRYING -> 0;
            case FAILED -> 1;
            case WAITING, COPYING -> 2;
            case DONE, LANDED, SKIPPED, CANCELLED -> 3;
        };
    }

    private static String row(RunProgress.Copy copy) {
        return "| " + cell(copy.store().value()) + GAP + copy.state().wire() + GAP + cell(words(copy)) + " |\n";
    }

    private static String words(RunProgress.Copy copy) {
        String reason = copy.reason() == null ? "" : copy.reason();
        return switch (copy.state()) {
            case RETRYING ->
                (copy.nextRetryAt() == null ? "" : "next try " + Wording.clock(copy.nextRetryAt()) + ", ") + "after "
                        + failures(copy) + ": " + reason;
            case WAITING, COPYING ->
                copy.attempts() == 0
                        ? planned(copy)
                        : "round " + copy.round() + " under way, after " + failures(copy) + ": " + reason;
            case DONE, LANDED -> planned(copy);
            case FAILED, SKIPPED, CANCELLED -> reason;
        };
    }

    private static String failures(RunProgress.Copy copy) {
        return copy.attempts() + " attempts, at " + Wording.progress(copy.doneBytes(), copy.totalBytes());
    }

    private static String planned(RunProgress.Copy copy) {
        return (copy.totalBytes() == null ? "" : Wording.size(copy.totalBytes()) + ", ") + copy.way();
    }

    private static String cell(String text) {
        return Wording.cut(text, REASON_BYTES).replace("\\", "\\\\").replace("|", "\\|");
    }
}
