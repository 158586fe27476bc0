package io.longshore.web;

import java.util.Set;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/** Where an answer sends us. */
final class Redirects {

    private static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);
    private static final Pattern SCHEME = Pattern.compile("[a-zA-Z][a-zA-Z0-9+.-]*:.*", Pattern.DOTALL);
    private static final Pattern UNSOUND = Pattern.compile(".*[\\x00-\\x20\\x7f\\\\].*", Pattern.DOTALL);

    private Redirects() {}

    static boolean isOne(int status) {
        return STATUSES.contains(status);
    }

    /**
     * The address that {@code location} means on the page {@code from}, to be checked in full. What names a host is passed on as
     * written, so that no parser smooths over what the check should see.
     */
    static String target(HttpUrl from, String location) {
        if (SCHEME.matcher(location).matches() || UNSOUND.matcher(location).matches()) {
            return location;
        }
        if (location.startsWith("//")) {
            return from.scheme() + ":" + location;
        }
        HttpUrl target = from.resolve(location);
        return target == null ? location : target.toString();
    }
}
