package io.longshore.transfer;

import io.longshore.image.ObjectUrl;
import io.longshore.store.ByteSource;
import io.longshore.store.ReadableStore;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where a copy's bytes come from, by the name that messages give it. Closing it lets go of what it was made from; the engine closes
 * only what it has opened itself.
 */
public final class CopySource implements AutoCloseable {

    private final String name;
    private final ByteSource bytes;
    private final @Nullable GrowingFile growing;
    private final @Nullable LongFunction<GrowingFile> whole;

    private CopySource(
            String name, ByteSource bytes, @Nullable GrowingFile growing, @Nullable LongFunction<GrowingFile> whole) {
        this.name = name;
        this.bytes = bytes;
        this.growing = growing;
        this.whole = whole;
    }

    /** An object of a store, named like the store. Nothing is opened yet. */
    public static CopySource of(ReadableStore store, ObjectUrl url) {
        String name = store.describe().id().value();
        ByteSource bytes = store.source(url);
        LongFunction<GrowingFile> whole = store.localFiles()
                .<LongFunction<GrowingFile>>map(files -> size -> new WholeFile(name, bytes, files.path(url), size))
                .orElse(null);
        return new CopySource(name, bytes, null, whole);
    }

    /** A file of this machine that may still grow. */
    public static CopySource growing(String name, GrowingFile file) {
        return new CopySource(name, file, file, null);
    }

    /** A source whose bytes come in a stream. */
    public static CopySource streamed(String name, ByteSource bytes) {
        return new CopySource(name, bytes, null, null);
    }

    String name() {
        return name;
    }

    ByteSource bytes() {
        return bytes;
    }

    /** Whether the bytes lie in a file of this machine. */
    boolean isLocal() {
        return growing != null || whole != null;
    }

    boolean isGrowing() {
        return growing != null;
    }

    /** The file that the bytes lie in; null where there is none, or where its size is not known. */
    @Nullable
    GrowingFile file(OptionalLong size) {
        return growing != null || whole == null || size.isEmpty() ? growing : whole.apply(size.getAsLong());
    }

    @Override
    public void close() {
        bytes.close();
    }
}
