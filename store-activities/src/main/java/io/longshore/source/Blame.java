package io.longshore.source;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Makes failures of reading say that the source is to blame. */
final class Blame {

    private Blame() {}

    /** The failure with a kind that blames the source, and with {@code place} at the beginning of its message. */
    static ImageException onSource(String place, ImageException failure) {
        FailureKind kind = onSource(failure.kind());
        String message = failure.getMessage();
        if (kind == failure.kind() && message.startsWith(place)) {
            return failure;
        }
        return new ImageException(
                kind,
                message.startsWith(place) ? message : place + ": " + message,
                failure,
                failure.retryAfter().orElse(null));
    }

    static ImageException onSource(String place, IOException failure) {
        return new ImageException(
                FailureKind.SOURCE_UNAVAILABLE,
                place + ": cannot be read: " + words(failure.getMessage(), failure),
                failure);
    }

    private static FailureKind onSource(FailureKind kind) {
        return switch (kind) {
            case SOURCE_LOST, SOURCE_UNAVAILABLE, SOURCE_CHANGED, CATALOG_AWAY, SUPERSEDED, DRAINING -> kind;
            case NOT_FOUND,
                    ALREADY_EXISTS,
                    IN_USE,
                    FORBIDDEN,
                    INVALID,
                    CONFLICT,
                    UNSUPPORTED,
                    TOO_LARGE,
                    STORE_FULL,
                    CORRUPT,
                    STAGING_LOST -> FailureKind.SOURCE_LOST;
            case STAGING_FULL, UNAVAILABLE, INTERNAL -> FailureKind.SOURCE_UNAVAILABLE;
        };
    }

    private static String words(@Nullable String message, IOException failure) {
        return message == null ? failure.getClass().getSimpleName() : message;
    }
}
