package io.longshore.store.file;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.SystemError;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The words for what went wrong in one store: {@code store <id>: <file>: <cause>}. Where its directory lies is nobody's business who may not
 * see the configuration.
 *
 * @param reading whether the store is read from: then it is the source, and to blame as one
 */
record FileFailures(StoreId store, boolean reading) {

    /** The same store, as those see it who read from it. */
    FileFailures ofReading() {
        return new FileFailures(store, true);
    }

    ImageException of(FailureKind kind, Path path, String cause) {
        return of(kind, path, cause, null);
    }

    /** A failed call of the operating system. */
    ImageException of(Path path, IOException e) {
        return SystemError.of(e)
                .map(error -> of(error.kind(), path, error.words(), e))
                .orElseGet(() -> of(FailureKind.UNAVAILABLE, path, unforeseen(e), e));
    }

    /** An address that is none of this store's. */
    ImageException foreign(ObjectUrl url, String complaint) {
        return new ImageException(
                FailureKind.INVALID, "store " + store + ": " + url + " is not an address here: " + complaint);
    }

    private ImageException of(FailureKind kind, Path path, String cause, @Nullable Throwable e) {
        return new ImageException(
                reading ? blamingSource(kind) : kind, "store " + store + ": " + path.getFileName() + ": " + cause, e);
    }

    /** Something about all of the store's directories. */
    ImageException ofAll(FailureKind kind, String cause) {
        return new ImageException(kind, "store " + store + ": " + cause);
    }

    /** Something about the store's directory itself. */
    ImageException ofDirectory(String cause) {
        return new ImageException(
                reading ? FailureKind.SOURCE_UNAVAILABLE : FailureKind.UNAVAILABLE,
                "store " + store + ": its directory " + cause);
    }

    private static FailureKind blamingSource(FailureKind kind) {
        return kind == FailureKind.UNAVAILABLE
                ? FailureKind.SOURCE_UNAVAILABLE
                : kind == FailureKind.INVALID ? FailureKind.SOURCE_LOST : kind;
    }

    private static String unforeseen(IOException e) {
        if (e instanceof ClosedByInterruptException) {
            return "the call was interrupted";
        }
        if (e instanceof ClosedChannelException) {
            return "closed while it was in use";
        }
        if (e instanceof NoSuchFileException) {
            return "is not there";
        }
        String text = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
        return text == null || text.isBlank() ? e.getClass().getSimpleName() : text;
    }
}
