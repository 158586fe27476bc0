package io.longshore.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;

/**
 * A page that has begun to come.
 *
 * @param place the server that it comes from at last, for people
 * @param size of the whole page, wherever reading began; empty where the server does not say
 * @param validator names this state of the page, for reading on from another byte later; empty where the server gives none that can
 *     be trusted for that
 * @param takesRanges whether the server says that reading may begin at any byte
 * @param bytes from the byte asked for to the end. It may be closed from any thread, which ends a blocked read at once with an {@link
 *     java.nio.channels.AsynchronousCloseException}. It fails with {@code SOURCE_UNAVAILABLE} when the page breaks off, ends early, or
 *     comes too slowly
 */
public record WebPage(String place, OptionalLong size, String validator, boolean takesRanges, ReadableByteChannel bytes)
        implements AutoCloseable {

    /** Ends the connection, whatever has not come yet. Repeatable. */
    @Override
    public void close() {
        try {
            bytes.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
