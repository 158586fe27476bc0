package io.longshore.store;

import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.OptionalLong;

/** The bytes of one part, ready to be sent once. */
public interface PartBytes {

    /** How many there are; empty where only sending them tells. */
    OptionalLong length();

    /**
     * Sends all bytes to {@code target} in slices of at most 1 MiB (or inside the kernel, where both sides are files) and answers how
     * many. Zeros need not be sent to a {@link SparseChannel}, only said. A failure of the source is an {@link io.longshore.image.ImageException}; an {@link IOException} is the target's.
     */
    long sendTo(WritableByteChannel target) throws IOException;
}
