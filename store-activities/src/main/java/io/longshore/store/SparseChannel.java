package io.longshore.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.util.Optional;

/** The target of a part in a store that need not store zeros. */
public interface SparseChannel extends WritableByteChannel {

    /** Stands for writing {@code length} zeros: what is read back is the same. The longer the better. */
    void zeros(long length) throws IOException;

    /**
     * The file that is written, at the position where the next bytes belong, for copies inside the kernel; what is written to it counts
     * as written here. Empty where there is none.
     */
    Optional<FileChannel> file();
}
