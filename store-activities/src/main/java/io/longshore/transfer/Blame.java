package io.longshore.transfer;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;

/** Says whose failure it is: the source's or the target's. */
final class Blame {

    private Blame() {}

    /** What went wrong while reading, as a failure of the source. */
    static ImageException source(String source, Exception thrown) {
        return switch (thrown) {
            case ImageException e -> asSource(e);
            case NoSuchFileException e ->
                new ImageException(FailureKind.SOURCE_LOST, source + ": the image's file is gone", e);
            case ClosedByInterruptException e ->
                new ImageException(FailureKind.DRAINING, source + ": stopped from outside", e);
            case ClosedChannelException e ->
                new ImageException(FailureKind.SOURCE_UNAVAILABLE, source + ": the connection was closed", e);
            case Exception e -> new ImageException(FailureKind.SOURCE_UNAVAILABLE, source + ": " + why(e), e);
        };
    }

    /** What went wrong while writing, as a failure of the target. */
    static ImageException target(String store, Exception thrown) {
        return switch (thrown) {
            case ImageException e -> e;
            case IOException e -> new ImageException(FailureKind.UNAVAILABLE, store + ": " + why(e), e);
            case Exception e -> new ImageException(FailureKind.INTERNAL, store + ": " + e, e);
        };
    }

    /** What went wrong while reading back from the target what was written to it. */
    static ImageException readBack(String store, Exception thrown) {
        ImageException seen = source(store, thrown);
        FailureKind kind = switch (seen.kind()) {
            case SOURCE_LOST, SOURCE_CHANGED -> FailureKind.CORRUPT;
            case SOURCE_UNAVAILABLE -> FailureKind.UNAVAILABLE;
            default -> seen.kind();
        };
        return new ImageException(
                kind,
                seen.getMessage() + " (reading back)",
                thrown,
                seen.retryAfter().orElse(null));
    }

    static String why(Exception e) {
        String message = e.getMessage();
        return message == null || message.isBlank() ? e.getClass().getSimpleName() : message;
    }

    private static ImageException asSource(ImageException e) {
        FailureKind kind = switch (e.kind()) {
            case NOT_FOUND, FORBIDDEN, INVALID, UNSUPPORTED, CORRUPT -> FailureKind.SOURCE_LOST;
            case UNAVAILABLE -> FailureKind.SOURCE_UNAVAILABLE;
            case SOURCE_LOST,
                    SOURCE_UNAVAILABLE,
                    SOURCE_CHANGED,
                    STAGING_LOST,
                    STAGING_FULL,
                    STORE_FULL,
                    CATALOG_AWAY,
                    SUPERSEDED,
                    DRAINING,
                    ALREADY_EXISTS,
                    IN_USE,
                    CONFLICT,
                    TOO_LARGE,
                    INTERNAL -> e.kind();
        };
        return kind == e.kind()
                ? e
                : new ImageException(kind, e.getMessage(), e, e.retryAfter().orElse(null));
    }
}
