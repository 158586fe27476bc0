package io.longshore.workflow;

import io.temporal.api.enums.v1.TimeoutType;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** How sizes, times and reasons are written for people. */
public final class Wording {

    /** What a fetch is called where copies are called by their store. */
    static final String SOURCE = "source";

    /** The server refuses longer summaries. */
    private static final int SUMMARY_BYTES = 190;

    /** What the Temporal UI's timeline shows without cutting it off at its left edge. */
    private static final int PAUSE_BYTES = 140;

    /** Longer words (paths, addresses) lose their middle in a pause's summary. */
    private static final int LONGEST_WORD = 36;

    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Wording() {}

    /** {@code 2.1 GiB}. */
    public static String size(long bytes) {
        if (bytes < 1024) {
            return bytes + " B";
        }
        int unit = -1;
        double value = bytes;
        while (value >= 1023.95 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, value < 10 ? "%.1f %s" : "%.0f %s", value, UNITS[unit]);
    }

    /** {@code 39 MiB of 64 MiB (61 %)}; as much of it as is known. */
    public static String progress(long doneBytes, @Nullable Long totalBytes) {
        return totalBytes == null || totalBytes <= 0
                ? size(doneBytes)
                : size(doneBytes) + " of " + size(totalBytes) + " ("
                        + (long) (100.0 * Math.min(doneBytes, totalBytes) / totalBytes) + " %)";
    }

    /** The time of day in UTC, {@code 16:05:02 UTC}. */
    static String clock(long epochMillis) {
        return CLOCK.format(Instant.ofEpochMilli(epochMillis));
    }

    /** What a pause says: why, how far, and when it goes on. The reason is what gets shorter where there is too much. */
    static String pause(String reason, String facts, long nextAtMillis) {
        String tail = (facts.isEmpty() ? "" : facts + ", ") + "next " + clock(nextAtMillis);
        String why = Arrays.stream(reason.replaceFirst("^store ", "").split("\\s+"))
                .map(Wording::elided)
                .collect(Collectors.joining(" "));
        return cut(why, PAUSE_BYTES - tail.length() - 3) + " – " + tail;
    }

    /** At most as many bytes as a summary may have. */
    public static String summary(String text) {
        return cut(text, SUMMARY_BYTES);
    }

    /** At most {@code bytes} of UTF-8, with an ellipsis where something is missing; on one line. */
    static String cut(String text, int bytes) {
        String line = text.replaceAll("\\s+", " ").strip();
        if (line.getBytes(StandardCharsets.UTF_8).length <= bytes) {
            return line;
        }
        StringBuilder kept = new StringBuilder();
        int used = 3;
        for (int i = 0; i < line.length(); i += Character.charCount(line.codePointAt(i))) {
            String character = Character.toString(line.codePointAt(i));
            used += character.getBytes(StandardCharsets.UTF_8).length;
            if (used > bytes) {
                break;
            }
            kept.append(character);
        }
        return kept.toString().stripTrailing() + "…";
    }

    private static String elided(String word) {
        int length = word.codePointCount(0, word.length());
        int head = LONGEST_WORD / 2;
        return length <= LONGEST_WORD
                ? word
                : word.substring(0, word.offsetByCodePoints(0, head - 1))
                        + "…"
                        + word.substring(word.offsetByCodePoints(0, length - head));
    }

    /** Why somebody gave up waiting for what did not end in time. */
    public static String timeout(TimeoutType type) {
        return switch (type) {
            case TIMEOUT_TYPE_SCHEDULE_TO_START -> "no worker took it up in time";
            case TIMEOUT_TYPE_HEARTBEAT -> "no sign of life: its worker died, or its call hangs";
            case TIMEOUT_TYPE_START_TO_CLOSE -> "one attempt took too long";
            case TIMEOUT_TYPE_SCHEDULE_TO_CLOSE, TIMEOUT_TYPE_UNSPECIFIED, UNRECOGNIZED -> "not done in time";
        };
    }

    /** {@code message}, starting with who it is about. */
    static String about(String who, String message) {
        return message.startsWith(who) || message.startsWith("store " + who) ? message : who + ": " + message;
    }
}
