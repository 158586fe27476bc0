package io.longshore.launch.replay;

import io.longshore.launch.replay.Replay.Verdict;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the replayer's complaint, which is written for those who make it. */
final class Divergence {

    private static final String NON_DETERMINISTIC = "[TMPRL1100]";
    private static final int LONGEST = 400;

    private static final Pattern EVENT = Pattern.compile("Failure handling event (\\d+) of type");
    private static final Pattern OTHER_COMMAND = Pattern.compile("does not match command type COMMAND_TYPE_(\\w+)");
    private static final Pattern NO_COMMAND = Pattern.compile("No command scheduled that corresponds");
    private static final Pattern OTHER_VALUE = Pattern.compile(
            "on check (\\w+) with an expected value '(.*?)' and an actual value '(.*?)'\\.? ", Pattern.DOTALL);
    private static final Pattern ROOT_CAUSE = Pattern.compile("Caused by: [\\w.$]+: (.*)");

    private Divergence() {}

    static Verdict.Differs of(String complaint, List<HistoryEvent> events) {
        long id = find(EVENT, complaint).map(m -> Long.parseLong(m.group(1))).orElse(0L);
        Optional<HistoryEvent> event =
                events.stream().filter(e -> e.getEventId() == id).findFirst();
        String where = event.map(e -> "at event " + id + " (" + Endings.name(e) + ", "
                        + "+"
                        + Line.clock(Duration.between(
                                Line.instant(events.getFirst().getEventTime()), Line.instant(e.getEventTime())))
                        + "): ")
                .orElse("");
        String words = complaint.contains(NON_DETERMINISTIC)
                ? "the history has " + event.map(Endings::name).orElse("something else") + ", " + instead(complaint)
                : "this build's workflow code fails there: " + cause(complaint);
        return new Verdict.Differs(id, where + Line.clean(words));
    }

    /** What the code of this build decides in that place. */
    private static String instead(String complaint) {
        return find(OTHER_COMMAND, complaint)
                .map(m -> "this build decides to "
                        + m.group(1).toLowerCase(Locale.ROOT).replace('_', ' '))
                .or(() -> find(NO_COMMAND, complaint).map(m -> "this build decides nothing more there"))
                .or(() -> find(OTHER_VALUE, complaint)
                        .map(m -> "with " + m.group(1) + " " + bare(m.group(3))
                                + "; this build decides "
                                + bare(m.group(2))))
                .orElseGet(() -> "and this build decides something else: " + brief(complaint));
    }

    /** The value of {@code name: "value"}, as the replayer prints messages of one field. */
    private static String bare(String value) {
        return value.strip().replaceFirst("^name: ", "").replace("\"", "");
    }

    private static String cause(String complaint) {
        String last = "";
        Matcher causes = ROOT_CAUSE.matcher(complaint);
        while (causes.find()) {
            last = causes.group(1);
        }
        return last.isEmpty() ? brief(complaint) : brief(last);
    }

    private static String brief(String text) {
        String line = text.substring(text.indexOf("error=") + 1 == 0 ? 0 : text.indexOf("error=") + "error=".length())
                .lines()
                .findFirst()
                .orElse("");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }

    private static Optional<MatchResult> find(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(matcher.toMatchResult()) : Optional.empty();
    }
}
