package io.longshore.wiring;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts as people write them. */
final class Quantities {

    private static final Pattern SIZE = Pattern.compile("(\\d{1,18})\\s*(B|KiB|MiB|GiB|TiB|PiB)?");
    private static final Pattern DURATION = Pattern.compile("(?:\\d{1,9}(?:ms|h|m|s))+");
    private static final Pattern DURATION_PART = Pattern.compile("(\\d+)(ms|h|m|s)");

    private Quantities() {}

    /** {@code 64MiB} or plain bytes; empty where it is neither, or no {@code long} can hold it. */
    static Optional<Long> bytes(String text) {
        Matcher size = SIZE.matcher(text.strip());
        if (!size.matches()) {
            return Optional.empty();
        }
        int shift = size.group(2) == null ? 0 : shift(size.group(2));
        long count = Long.parseLong(size.group(1));
        return count > Long.MAX_VALUE >> shift ? Optional.empty() : Optional.of(count << shift);
    }

    /** {@code 5m}, {@code 1h30m}, {@code 500ms}; empty where it is not of that form. */
    static Optional<Duration> duration(String text) {
        String stripped = text.strip();
        if (!DURATION.matcher(stripped).matches()) {
            return Optional.empty();
        }
        Duration sum = Duration.ZERO;
        Matcher part = DURATION_PART.matcher(stripped);
        while (part.find()) {
            long count = Long.parseLong(part.group(1));
            sum = sum.plus(
                    switch (part.group(2)) {
                        case "ms" -> Duration.ofMillis(count);
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        default -> Duration.ofHours(count);
                    });
        }
        return Optional.of(sum);
    }

    private static int shift(String unit) {
        return 10 * "BKMGTP".indexOf(unit.toUpperCase(Locale.ROOT).charAt(0));
    }
}
