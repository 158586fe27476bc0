package io.longshore.web;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which bytes an answer holds.
 *
 * @param first none where it holds none (416)
 * @param last inclusive; none where it holds none
 * @param size of the whole; none where the server does not say
 */
record ContentRange(
        @Nullable Long first, @Nullable Long last, @Nullable Long size) {

    private static final Pattern FORM = Pattern.compile(
            "bytes +(?:(?<first>[0-9]{1,18})-(?<last>[0-9]{1,18})|\\*)/(?<size>[0-9]{1,18}|\\*)",
            Pattern.CASE_INSENSITIVE);

    /** What the header says, or empty where it makes no sense. */
    static Optional<ContentRange> parse(@Nullable String header) {
        Matcher parts = FORM.matcher(header == null ? "" : header);
        if (!parts.matches()) {
            return Optional.empty();
        }
        ContentRange range = new ContentRange(
                number(parts.group("first")), number(parts.group("last")), number(parts.group("size")));
        return range.isSound() ? Optional.of(range) : Optional.empty();
    }

    private boolean isSound() {
        return first == null || last == null || (first <= last && (size == null || last < size));
    }

    private static @Nullable Long number(@Nullable String digits) {
        return digits == null || digits.equals("*") ? null : Long.valueOf(digits);
    }
}
