package io.longshore.staging;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;

/** What a failed call on the directory means. */
final class StagingFailures {

    private static final String PREFIX = "staging: ";

    private StagingFailures() {}

    static ImageException of(String what, IOException e) {
        String reason = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        if (reason != null && (reason.contains("No space left") || reason.contains("quota exceeded"))) {
            return new ImageException(FailureKind.STAGING_FULL, PREFIX + "no room left: " + reason, e);
        }
        if (e instanceof ClosedChannelException) {
            return superseded(what);
        }
        return new ImageException(
                FailureKind.UNAVAILABLE,
                PREFIX + what + ": " + (reason == null ? e.getClass().getSimpleName() : reason),
                e);
    }

    static ImageException superseded(String what) {
        return new ImageException(FailureKind.SUPERSEDED, PREFIX + what + " has gone to another writer or is gone");
    }

    static ImageException of(FailureKind kind, String message) {
        return new ImageException(kind, PREFIX + message);
    }
}
