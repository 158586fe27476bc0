package io.longshore.store;

import java.nio.channels.ReadableByteChannel;

/**
 * Bytes of a {@link ByteSource} that come faster by several ranges at a time: one connection alone rarely fills the line.
 *
 * @param parallel so many at a time, at most
 */
public record ByteRanges(int parallel, Opener opener) {

    /** Opens one range. */
    @FunctionalInterface
    public interface Opener {

        /** As {@link ByteSource#open}, but the bytes end after {@code length} of them. Both lie within the object. */
        ReadableByteChannel open(long offset, long length);
    }

    /** As the opener does. */
    public ReadableByteChannel open(long offset, long length) {
        return opener.open(offset, length);
    }
}
