package io.longshore.transfer;

import java.nio.ByteBuffer;

/**
 * Where an intake puts bytes that it may later resume at. Beside the bytes it keeps the checksum of each whole unit, so that what a
 * crash left behind is believed as far as it proves itself, and no further. Failures are {@link
 * io.longshore.image.ImageException}s.
 */
public interface IntakeSink {

    /** The checksums (CRC32C) that were noted before; as many units may be there whole. */
    int[] units();

    /** Reads what is there, as {@link java.nio.channels.FileChannel#read(ByteBuffer, long)} does. */
    int read(ByteBuffer target, long position);

    /** Cuts off everything from {@code bytes} on, the end of a unit; writing goes on there. */
    void keep(long bytes);

    /** Appends all of {@code bytes}. */
    void write(ByteBuffer bytes);

    /** Notes the checksum of the unit that the last write has made whole. */
    void unit(int crc32c);

    /**
     * Makes what was written survive a crash of the machine, and answers how many bytes that is. Called from another thread while
     * writing goes on.
     */
    long force();
}
