package io.longshore.workflow;

import io.longshore.importing.RunProgress;
import java.util.stream.Collectors;

/** A run's progress as the Markdown of its current details. */
final class ProgressTable {

    private static final int MOST_ROWS = 50;
    private static final int REASON_BYTES = 200;

    private ProgressTable() {}

    static String of(RunProgress progress) {
        String head = "**" + progress.phase().wire() + "**"
                + (progress.waitingFor() == null ? "" : ": " + cell(progress.waitingFor()));
        if (progress.copies().isEmpty()) {
            return head;
        }
        String rows = progress.copies().stream()
                .limit(MOST_ROWS)
                .map(ProgressTable::row)
                .collect(Collectors.joining());
        int more = progress.copies().size() - MOST_ROWS;
        return head
                + "\n\n| store | state | way | round | reason |\n| --- | --- | --- | --- | --- |\n"
                + rows
                + (more > 0 ? "\nand " + more + " more\n" : "");
    }

    private static String row(RunProgress.Copy copy) {
        return "| %s | %s | %s | %d | %s |\n"
                .formatted(
                        cell(copy.store().value()),
                        copy.state().wire(),
                        cell(copy.way()),
                        copy.round(),
                        copy.reason() == null ? "" : cell(copy.reason()));
    }

    private static String cell(String text) {
        return Wording.cut(text, REASON_BYTES).replace("\\", "\\\\").replace("|", "\\|");
    }
}
