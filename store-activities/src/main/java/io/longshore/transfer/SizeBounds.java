package io.longshore.transfer;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.util.OptionalLong;

/**
 * Holds a source to the size that it announced, and to the largest that is taken.
 *
 * @param source for messages
 * @param whenDifferent what it is called when the size is not the announced one
 */
record SizeBounds(String source, OptionalLong announcedBytes, long mostBytes, FailureKind whenDifferent) {

    SizeBounds {
        if (announcedBytes.isPresent() && announcedBytes.getAsLong() > mostBytes) {
            throw tooLarge(source, mostBytes);
        }
    }

    /** So many bytes have come. */
    void reached(long bytes) {
        if (bytes > mostBytes) {
            throw tooLarge(source, mostBytes);
        }
        if (announcedBytes.isPresent() && bytes > announcedBytes.getAsLong()) {
            throw new ImageException(
                    whenDifferent,
                    source + ": sent more than the " + announcedBytes.getAsLong() + " bytes that it announced");
        }
    }

    /** Whether so many bytes are all that were announced. */
    boolean areAll(long bytes) {
        return announcedBytes.isPresent() && bytes == announcedBytes.getAsLong();
    }

    /** No more will come. */
    void ended(long bytes) {
        if (announcedBytes.isPresent() && bytes < announcedBytes.getAsLong()) {
            throw new ImageException(
                    whenDifferent,
                    source + ": sent " + bytes + " of the " + announcedBytes.getAsLong() + " bytes that it announced");
        }
    }

    private static ImageException tooLarge(String source, long mostBytes) {
        return new ImageException(FailureKind.TOO_LARGE, source + ": larger than the limit of " + mostBytes + " bytes");
    }
}
