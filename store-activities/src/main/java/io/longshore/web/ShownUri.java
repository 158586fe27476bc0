package io.longshore.web;

import java.util.regex.Pattern;

/** An address as people may see it: without user information, query and fragment, on one line, not too long. */
final class ShownUri {

    private static final int LONGEST = 300;
    private static final Pattern QUERY_OR_FRAGMENT = Pattern.compile("[?#].*", Pattern.DOTALL);
    private static final Pattern CONTROLS = Pattern.compile("[\\p{Cntrl}\\u0085\\u2028\\u2029]");

    private ShownUri() {}

    /** Works on every text, for what is refused is shown too. Whatever stands before an {@code @} is taken for user information. */
    static String of(String text) {
        String bare = QUERY_OR_FRAGMENT.matcher(text).replaceFirst("");
        int at = bare.lastIndexOf('@');
        if (at >= 0) {
            int scheme = bare.indexOf("://");
            bare = (scheme >= 0 && scheme < at ? bare.substring(0, scheme + 3) : "") + "…" + bare.substring(at);
        }
        String line = CONTROLS.matcher(bare).replaceAll("?");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
