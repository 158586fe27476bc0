package io.longshore.store;

import java.nio.channels.ReadableByteChannel;
import java.util.Optional;

/**
 * Where bytes come from: an object of a store, a staged file that still grows, a page of the web, the body of a request. Failures
 * blame the source: {@code NOT_FOUND} or {@code SOURCE_LOST} (it will not come back), {@code SOURCE_UNAVAILABLE} (it may), {@code
 * SOURCE_CHANGED} (it is not what it was).
 */
public interface ByteSource extends AutoCloseable {

    /** Size and identity, asked from the source itself. {@code NOT_FOUND} where there is nothing. */
    SourceObject object();

    /**
     * Bytes from {@code offset} to the end, in order; an offset at or past the end gives none. The channel may be closed from another
     * thread to end a blocked read, which then fails with {@code SOURCE_UNAVAILABLE} or a {@link java.io.IOException}. {@code
     * UNSUPPORTED} for an offset above 0 where the source cannot begin there.
     */
    ReadableByteChannel open(long offset);

    /**
     * The same for a caller who is not to be left behind with a read that does not come back: that fails in time, with {@code
     * SOURCE_UNAVAILABLE}.
     */
    default ReadableByteChannel openWatched(long offset) {
        return open(offset);
    }

    /** Whether {@link #open} may be called again, with any offset. */
    boolean restartable();

    /** The same bytes by ranges, once {@link #object} was asked; empty where one stream brings them as fast. */
    default Optional<ByteRanges> ranges() {
        return Optional.empty();
    }

    /** Lets go of what the source holds; repeatable. */
    @Override
    void close();
}
