package io.longshore.api.glance;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The stretch of an image that a request asks for.
 *
 * @param first counted from 0
 * @param length at least 1
 */
record ByteRange(long first, long length) {

    private static final Pattern RANGE = Pattern.compile("bytes=(\\d*)-(\\d*)");
    private static final Pattern LEGACY = Pattern.compile("bytes (\\d+)-(\\d+)/(\\d+|\\*)");

    /** Empty where the request wants everything. 400 for several ranges, 416 for one that makes no sense or is not there. */
    static Optional<ByteRange> of(HttpServletRequest request, long sizeBytes) {
        String range = request.getHeader("Range");
        if (range != null) {
            if (range.contains(",")) {
                throw WireException.badRequest("Requests with multiple ranges are not supported.");
            }
            return Optional.of(range(range.strip(), sizeBytes));
        }
        String legacy = request.getHeader("Content-Range");
        return legacy == null ? Optional.empty() : Optional.of(legacy(legacy.strip(), sizeBytes));
    }

    private static ByteRange range(String text, long size) {
        Matcher matcher = RANGE.matcher(text);
        if (!matcher.matches()
                || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
            throw refused("Invalid Range header.");
        }
        if (matcher.group(1).isEmpty()) {
            long last = Math.min(number(matcher.group(2)), size);
            return checked(size - last, size - 1, size);
        }
        long first = number(matcher.group(1));
        long last = matcher.group(2).isEmpty() ? size - 1 : number(matcher.group(2));
        return checked(first, Math.min(last, size - 1), size);
    }

    private static ByteRange legacy(String text, long size) {
        Matcher matcher = LEGACY.matcher(text);
        if (!matcher.matches() || number(matcher.group(2)) >= size) {
            throw refused("Invalid Content-Range header.");
        }
        return checked(number(matcher.group(1)), number(matcher.group(2)), size);
    }

    /** What no image reaches is as good as the largest number. */
    private static long number(String digits) {
        try {
            return Long.parseLong(digits);
        } catch (NumberFormatException tooLarge) {
            return Long.MAX_VALUE;
        }
    }

    private static ByteRange checked(long first, long last, long size) {
        if (first >= size || first > last) {
            throw refused("Invalid start position in Range header. Start position MUST be in the inclusive range [0, "
                    + (size - 1) + "].");
        }
        return new ByteRange(first, last - first + 1);
    }

    private static WireException refused(String detail) {
        return WireException.detailed(416, "The Range requested is not available.", detail);
    }

    /** The value of {@code Content-Range} in the answer. */
    String header(long sizeBytes) {
        return "bytes " + first + "-" + (first + length - 1) + "/" + sizeBytes;
    }
}
