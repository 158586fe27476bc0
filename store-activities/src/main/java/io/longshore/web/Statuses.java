package io.longshore.web;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.time.Duration;

/** What an answer without the page means for another attempt. */
final class Statuses {

    private Statuses() {}

    /** The failure that {@code answer} stands for; final unless its status says that the page may come another time. */
    static ImageException failure(OpenAnswer answer, Duration longestRetryAfter) {
        int status = answer.status();
        FailureKind kind = switch (status) {
            case 404, 410 -> FailureKind.NOT_FOUND;
            case 408, 429 -> FailureKind.SOURCE_UNAVAILABLE;
            case 501, 505, 511 -> FailureKind.SOURCE_LOST;
            default -> status >= 500 ? FailureKind.SOURCE_UNAVAILABLE : FailureKind.SOURCE_LOST;
        };
        return new ImageException(
                kind,
                answer.place() + " answered " + status + words(status),
                null,
                kind.retryable() ? RetryAfter.of(answer.headers(), longestRetryAfter) : null);
    }

    private static String words(int status) {
        return switch (status) {
            case 401 -> " (asks who we are)";
            case 403 -> " (forbidden)";
            case 404 -> " (not found)";
            case 408 -> " (timed out)";
            case 410 -> " (gone)";
            case 416 -> " (no such range)";
            case 429 -> " (too many requests)";
            case 500 -> " (internal error)";
            case 502 -> " (bad gateway)";
            case 503 -> " (unavailable)";
            case 504 -> " (gateway timed out)";
            default -> "";
        };
    }
}
