package io.longshore.staging;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.SystemError;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;

/** What a failed call on the directory means. */
final class StagingFailures {

    private static final String PREFIX = "staging: ";

    private StagingFailures() {}

    /** A failed call of the operating system. */
    static ImageException of(String what, IOException e) {
        if (e instanceof ClosedChannelException) {
            return superseded(what);
        }
        return SystemError.of(e)
                .map(error -> new ImageException(kind(error), PREFIX + what + ": " + error.words(), e))
                .orElseGet(() -> new ImageException(FailureKind.UNAVAILABLE, PREFIX + what + ": " + text(e), e));
    }

    /** Another writer has taken the place of the one that is told so, or nobody wants its bytes any more. */
    static ImageException superseded(String what) {
        return of(FailureKind.SUPERSEDED, what + " has gone to another writer, or was discarded");
    }

    static ImageException of(FailureKind kind, String message) {
        return new ImageException(kind, PREFIX + message);
    }

    private static FailureKind kind(SystemError error) {
        return error.kind() == FailureKind.STORE_FULL ? FailureKind.STAGING_FULL : FailureKind.UNAVAILABLE;
    }

    private static String text(IOException e) {
        String text = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return text == null || text.isBlank() ? e.getClass().getSimpleName() : text;
    }
}
