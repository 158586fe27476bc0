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
    private final long sizeBytes;
    private final @Nullable Path file;
    private long sentBytes;

    private Download(
            StoreRegistry stores, Image image, List<ImageLocation> candidates, long sizeBytes, @Nullable Path file) {
        this.stores = stores;
        this.image = image;
        this.candidates = candidates;
        this.sizeBytes = sizeBytes;
        this.file = file;
    }

    /** The first candidate, if it is there with the size that the image has; else its failing is added to {@code causes}. */
    static Optional<Download> open(
            StoreRegistry stores, Image image, List<ImageLocation> candidates, List<String> causes) {
        ImageLocation first = candidates.getFirst();
        StoreId id = first.store();
        try {
            ReadableStore store = stores.readable(id);
            try (ByteSource source = store.source(first.url())) {
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
                        .filter(files -> !files.isRemote(first.url()))
                        .map(files -> files.path(first.url()))
                        .orElse(null);
                return Optional.of(new Download(stores, image, candidates, size, file));
            }
        } catch (ImageException e) {
            LOG.warn("Image {} cannot be read: {}", image.id(), e.getMessage());
            causes.add(e.getMessage().contains(id.value()) ? e.getMessage() : "store " + id + ": " + e.getMessage());
            return Optional.empty();
        }
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
     * IOException} is the reader's; fails with the last copy's failure where none can go on.
     */
    public void sendTo(WritableByteChannel target, long offset, long length) throws IOException {
        long at = offset;
        ImageException last = null;
        ByteBuffer slice = ByteBuffer.allocateDirect(SLICE_BYTES);
        for (ImageLocation location : candidates) {
            try (ByteSource source = stores.readable(location.store()).source(location.url());
                    ReadableByteChannel bytes = source.open(at)) {
                at = send(bytes, target, slice, at, offset + length);
                if (at == offset + length) {
                    return;
                }
                last = new ImageException(
                        FailureKind.SOURCE_LOST, "store " + location.store() + ": the image ends at byte " + at);
            } catch (ImageException e) {
                last = e;
            } catch (ReadFailure e) {
                // What was sent before it stays sent.
                at = e.at;
                last = e.failure instanceof ImageException failure
                        ? failure
                        : new ImageException(
                                FailureKind.SOURCE_UNAVAILABLE, "store " + location.store() + ": " + e.getMessage(), e);
            }
            LOG.warn("Image {}: {}; going on with the next copy", image.id(), last.getMessage());
        }
        throw last == null ? new ImageException(FailureKind.UNAVAILABLE, "the image has no copy") : last;
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
