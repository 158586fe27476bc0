package io.longshore.transfer;

import io.longshore.store.ByteSource;
import java.nio.channels.FileChannel;

/** A source whose bytes lie in a file of this machine: a prefix is there, the rest may still be on its way. */
public interface GrowingFile extends ByteSource {

    /**
     * Opens the file for positional reads; the caller closes it. It is there once {@link #await} has answered more than 0. Fails as a
     * source does.
     */
    FileChannel openFile();

    /**
     * Waits until the first {@code wantedBytes} bytes are there, or the file has its final size, and answers the smaller of both.
     * Bytes that are there stay as they are. Fails as a source does; an interrupt ends the wait with {@code DRAINING}.
     */
    long await(long wantedBytes, Waiting waiting);
}
