package io.longshore.launch;

import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A live line for each store. On a terminal the lines are written over; elsewhere a line is written when something has changed that a
 * reader of a log would want to know.
 */
final class ProgressLines {

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final int STEP_PERCENT = 25;

    private final Screen screen;
    private final Map<String, String> told = new HashMap<>();
    private int written;

    ProgressLines(Screen screen) {
        this.screen = screen;
    }

    void show(ImportView view) {
        List<ImportView.Copy> rows = new ArrayList<>();
        if (view.fetch() != null) {
            rows.add(view.fetch());
        }
        rows.addAll(view.stores());
        if (screen.isTerminal()) {
            writeOver(view, rows);
        } else {
            for (ImportView.Copy row : rows) {
                tell(row.store(), landmark(row), line(row));
            }
            if (view.waitingFor() != null) {
                tell("", view.waitingFor(), "  waiting for " + view.waitingFor());
            }
        }
    }

    /** The line of one copy. */
    static String line(ImportView.Copy copy) {
        StringBuilder line = new StringBuilder(String.format(Locale.ROOT, "  %-10s %-9s", copy.store(), copy.state()));
        Long total = copy.totalBytes();
        line.append(String.format(Locale.ROOT, " %10s", Words.bytes(copy.doneBytes())));
        line.append(
                total == null ? "" : String.format(Locale.ROOT, " of %10s %3d %%", Words.bytes(total), percent(copy)));
        if (copy.bytesPerSecond() != null) {
            line.append(String.format(Locale.ROOT, "  %10s/s", Words.bytes(copy.bytesPerSecond())));
        }
        if (copy.attempts() > 0) {
            line.append("  attempt ").append(copy.attempts());
        }
        if (copy.waitingFor() != null) {
            line.append("  waits for ").append(copy.waitingFor());
        }
        if (copy.reason() != null && !copy.state().equals("done")) {
            line.append(copy.state().equals("copying") ? "  before that: " : "  ")
                    .append(copy.reason());
        }
        if (copy.nextRetryAt() != null) {
            LocalTime next = copy.nextRetryAt().atZone(ZoneId.systemDefault()).toLocalTime();
            line.append("; next try ").append(CLOCK.format(next.truncatedTo(ChronoUnit.SECONDS)));
        }
        return line.toString();
    }

    private void writeOver(ImportView view, List<ImportView.Copy> rows) {
        StringBuilder block = new StringBuilder();
        if (written > 0) {
            block.append("\033[").append(written).append('A');
        }
        List<String> lines =
                new ArrayList<>(rows.stream().map(ProgressLines::line).toList());
        if (view.waitingFor() != null) {
            lines.add("  waiting for " + view.waitingFor());
        }
        // Without wrapping, a line is a line, however narrow the window.
        lines.forEach(line -> block.append("\033[?7l\033[2K").append(line).append("\033[?7h\n"));
        block.append("\033[J");
        screen.out().print(block);
        screen.out().flush();
        written = lines.size();
    }

    private void tell(String what, String landmark, String line) {
        if (!landmark.equals(told.put(what, landmark))) {
            screen.say(line);
        }
    }

    private static String landmark(ImportView.Copy copy) {
        long step = copy.totalBytes() == null ? copy.doneBytes() >> 28 : percent(copy) / STEP_PERCENT;
        return copy.state() + "/" + copy.attempts() + "/" + copy.reason() + "/" + step;
    }

    private static long percent(ImportView.Copy copy) {
        Long total = copy.totalBytes();
        return total == null || total == 0 ? 100 : Math.min(100, copy.doneBytes() * 100 / total);
    }
}
