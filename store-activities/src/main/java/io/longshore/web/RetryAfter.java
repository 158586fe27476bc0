package io.longshore.web;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** When a server wants to be asked again (RFC 9110, 10.2.3). */
public final class RetryAfter {

    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,18}");

    private RetryAfter() {}

    /** The wait, from nothing to {@code longest}; none where the server does not say, or not in a way that is understood. */
    public static @Nullable Duration of(Headers headers, Duration longest) {
        String text = headers.get("Retry-After");
        if (text == null) {
            return null;
        }
        if (SECONDS.matcher(text).matches()) {
            return bounded(Duration.ofSeconds(Long.parseLong(text)), longest);
        }
        Instant then = headers.getInstant("Retry-After");
        if (then == null) {
            return null;
        }
        // Its own clock, where it shows one: ours may differ.
        Instant serversNow = headers.getInstant("Date");
        return bounded(Duration.between(serversNow == null ? Instant.now() : serversNow, then), longest);
    }

    private static Duration bounded(Duration wait, Duration longest) {
        Duration notNegative = wait.isNegative() ? Duration.ZERO : wait;
        return notNegative.compareTo(longest) <= 0 ? notNegative : longest;
    }
}
