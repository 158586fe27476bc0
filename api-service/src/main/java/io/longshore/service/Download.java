package io.longshore.service;

import io.longshore.image.FailureKind;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageLocation;
import io.longshore.image.StoreId;
import io.longshore.store.ByteSource;
import io.longshore.store.ReadableStore;
import io.longshore.store.SourceObject;
import io.longshore.store.StoreRegistry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An image's data, opened for one reader. */
public final class Download {

    private static final Logger LOG = LoggerFactory.getLogger(Download.class);
    private static final int SLICE_BYTES = 1 << 18;

    private final StoreRegistry stores;
    private final Image image;
    private final List<ImageLocation> candidates;
    private final List<String> causes;
    private final long sizeBytes;
    private final @Nullable Path file;
    private long sentBytes;

    private Download(
            StoreRegistry stores,
            Image image,
            List<ImageLocation> candidates,
            List<String> causes,
            long sizeBytes,
            @Nullable Path file) {
        this.stores = stores;
        this.image = image;
        this.candidates = candidates;
        this.causes = causes;
        this.sizeBytes = sizeBytes;
        this.file = file;
    }

    /**
     * The first candidate, if it is there with the size that the image has; else its failing is added to {@code causes}. A file of this
     * machine is read where the answer begins, too: whoever sends it later opens it when there is no other answer any more.
     *
     * @param first says of the size with which byte the answer begins
     */
    static Optional<Download> open(
            StoreRegistry stores,
            Image image,
            List<ImageLocation> candidates,
            LongUnaryOperator first,
            List<String> causes) {
        ImageLocation candidate = candidates.getFirst();
        StoreId id = candidate.store();
        try {
            ReadableStore store = stores.readable(id);
            try (ByteSource source = store.source(candidate.url())) {
                SourceObject object = source.object();
                Long expected = image.sizeBytes();
                if (expected != null
                        && object.size().isPresent()
                        && object.size().getAsLong() != expected) {
                    causes.add("store " + id + ": has " + object.size().getAsLong() + " bytes instead of " + expected);
                    return Optional.empty();
                }
                long size = expected != null ? expected : object.size().orElse(0);
                // What the kernel sends from a file, it sends while other clients wait: not from one that may keep it
                // waiting.
                Path file = store.localFiles()
                        .filter(files -> !files.isRemote(candidate.url()))
                        .map(files -> files.path(candidate.url()))
                        .orElse(null);
                long begin = first.applyAsLong(size);
                if (file != null) {
                    requireReadable(source, id, begin, size);
                }
                return Optional.of(new Download(stores, image, candidates, causes, size, file));
            }
        } catch (ImageException e) {
            LOG.warn("Image {} cannot be read: {}", image.id(), e.getMessage());
            causes.add(e.getMessage().contains(id.value()) ? e.getMessage() : "store " + id + ": " + e.getMessage());
            return Optional.empty();
        }
    }

    private static void requireReadable(ByteSource source, StoreId store, long at, long size) {
        try (ReadableByteChannel bytes = source.openWatched(at)) {
            if (at < size && bytes.read(ByteBuffer.allocate(1)) < 0) {
                throw endsAt(store, at);
            }
        } catch (IOException e) {
            throw broken(store, e);
        }
    }

    private static ImageException endsAt(StoreId store, long at) {
        return new ImageException(FailureKind.SOURCE_LOST, "store " + store + ": the image ends at byte " + at);
    }

    private static ImageException broken(StoreId store, Exception cause) {
        return new ImageException(FailureKind.SOURCE_UNAVAILABLE, "store " + store + ": " + cause.getMessage(), cause);
    }

    /** No copy is left to try. */
    static ImageException nowhere(List<String> causes) {
        return new ImageException(
                FailureKind.UNAVAILABLE, "No store has the image's data now: " + String.join("; ", causes));
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    /** How many bytes have gone out so far. */
    public long sentBytes() {
        return sentBytes;
    }

    /** The file that holds the data, where it lies in one of this machine. */
    public Optional<Path> file() {
        return Optional.ofNullable(file);
    }

    /**
     * Sends {@code length} bytes from {@code offset}. When the copy breaks off, the next one goes on where it stopped. An {@link
     * IOException} is the reader's; {@code UNAVAILABLE} names every store and what it said where none can go on, {@code UNSUPPORTED} where
     * the last cannot begin there.
     */
    public void sendTo(WritableByteChannel target, long offset, long length) throws IOException {
        long at = offset;
        ByteBuffer slice = ByteBuffer.allocateDirect(SLICE_BYTES);
        for (ImageLocation location : candidates) {
            ImageException last;
            try (ByteSource source = stores.readable(location.store()).source(location.url());
                    ReadableByteChannel bytes = source.openWatched(at)) {
                at = send(bytes, target, slice, at, offset + length);
                if (at == offset + length) {
                    return;
                }
                last = endsAt(location.store(), at);
            } catch (ImageException e) {
                last = e;
            } catch (ReadFailure e) {
                // What was sent before it stays sent.
                at = e.at;
                last = e.failure instanceof ImageException failure ? failure : broken(location.store(), e);
            }
            LOG.warn("Image {}: {}; going on with the next copy", image.id(), last.getMessage());
            causes.add(last.getMessage());
            if (last.kind() == FailureKind.UNSUPPORTED && location.equals(candidates.getLast())) {
                throw last;
            }
        }
        throw nowhere(causes);
    }

    private long send(ReadableByteChannel bytes, WritableByteChannel target, ByteBuffer slice, long from, long to)
            throws IOException {
        long at = from;
        while (at < to) {
            slice.clear().limit((int) Math.min(slice.capacity(), to - at));
            int n = read(bytes, slice, at);
            if (n < 0) {
                return at;
            }
            slice.flip();
            while (slice.hasRemaining()) {
                sentBytes += target.write(slice);
            }
            at += n;
        }
        return at;
    }

    private static int read(ReadableByteChannel bytes, ByteBuffer slice, long at) {
        try {
            return bytes.read(slice);
        } catch (IOException | ImageException e) {
            throw new ReadFailure(at, e);
        }
    }

    /** The copy broke off; not the reader. */
    private static final class ReadFailure extends RuntimeException {

        private final long at;
        private final transient Exception failure;

        ReadFailure(long at, Exception cause) {
            super(cause.getMessage(), cause);
            this.at = at;
            this.failure = cause;
        }
    }
}
