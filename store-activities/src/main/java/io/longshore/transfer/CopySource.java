package io.longshore.transfer;

import io.longshore.image.ObjectUrl;
import io.longshore.store.ByteSource;
import io.longshore.store.ReadableStore;
import org.jspecify.annotations.Nullable;

/**
 * Where a copy's bytes come from, by the name that messages give it. Closing it lets go of what it was made from; the engine closes
 * only what it has opened itself.
 */
public final class CopySource implements AutoCloseable {

    private final String name;
    private final ByteSource bytes;
    private final @Nullable GrowingFile growing;
    private final boolean ofFiles;

    private CopySource(String name, ByteSource bytes, @Nullable GrowingFile growing, boolean ofFiles) {
        this.name = name;
        this.bytes = bytes;
        this.growing = growing;
        this.ofFiles = ofFiles;
    }

    /** An object of a store, named like the store. Nothing is opened yet. */
    public static CopySource of(ReadableStore store, ObjectUrl url) {
        return new CopySource(
                "store " + store.describe().id(),
                store.source(url),
                null,
                store.localFiles().isPresent());
    }

    /** A file of this machine that may still grow. */
    public static CopySource growing(String name, GrowingFile file) {
        return new CopySource(name, file, file, true);
    }

    /** A source whose bytes come in a stream. */
    public static CopySource streamed(String name, ByteSource bytes) {
        return new CopySource(name, bytes, null, false);
    }

    String name() {
        return name;
    }

    ByteSource bytes() {
        return bytes;
    }

    /** The file that may still grow; null where it is something else. */
    @Nullable
    GrowingFile growing() {
        return growing;
    }

    /** Whether the bytes lie in a file of this machine. */
    boolean isOfFiles() {
        return ofFiles;
    }

    @Override
    public void close() {
        bytes.close();
    }
}
