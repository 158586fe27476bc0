package io.longshore.web;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * What can be sent as {@code If-Range} to read on only where nothing has changed (RFC 9110, 8.8 and 13.1.5): a strong entity tag, or
 * else, of a page without any tag, a modification date that is surely older than the last second in which the page could change twice.
 */
final class Validators {

    private static final Pattern STRONG_TAG = Pattern.compile("\"[\\x21\\x23-\\x7e]{1,1000}\"");
    private static final Pattern DATE = Pattern.compile("[\\x20-\\x7e]{1,64}");
    private static final Duration SURELY_OLDER = Duration.ofSeconds(60);

    private Validators() {}

    /** The validator that an answer carries; empty for none that is strong. */
    static String of(Headers headers) {
        String tag = headers.get("ETag");
        if (tag != null) {
            return STRONG_TAG.matcher(tag).matches() ? tag : "";
        }
        String text = headers.get("Last-Modified");
        Instant modified = headers.getInstant("Last-Modified");
        Instant answered = headers.getInstant("Date");
        boolean strong = modified != null
                && answered != null
                && Duration.between(modified, answered).compareTo(SURELY_OLDER) >= 0;
        return strong && text != null && DATE.matcher(text).matches() ? text : "";
    }

    /** Whether the answer names another state of the page than {@code expected}. */
    static boolean contradict(String expected, Headers headers) {
        String actual = counterpart(expected, headers);
        return actual != null && !actual.equals(expected);
    }

    /** Whether the answer names the same state of the page as {@code expected}. */
    static boolean confirm(String expected, Headers headers) {
        return expected.equals(counterpart(expected, headers));
    }

    private static @Nullable String counterpart(String expected, Headers headers) {
        return headers.get(expected.startsWith("\"") ? "ETag" : "Last-Modified");
    }
}
