package io.longshore.store.rbd;

import io.longshore.image.FailureKind;
import io.longshore.store.ByteRanges;
import io.longshore.store.ByteSource;
import io.longshore.store.SourceObject;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;
import java.util.OptionalLong;

/** An image's snapshot, to read. */
final class RbdSource implements ByteSource {

    private static final int STREAM_IN_FLIGHT = 4;
    private static final int PARALLEL = 4;
    private static final int RANGE_IN_FLIGHT = 2;

    private final RbdPool pool;
    private final RbdLocation location;
    private final SliceBuffers buffers;

    /** @param pool as those see it who read from it */
    RbdSource(RbdPool pool, RbdLocation location, SliceBuffers buffers) {
        this.pool = pool;
        this.location = location;
        this.buffers = buffers;
    }

    @Override
    public SourceObject object() {
        try (RbdImage image = open()) {
            return new SourceObject(OptionalLong.of(image.sizeBytes()), identity(image));
        }
    }

    @Override
    public ReadableByteChannel open(long offset) {
        return opened(offset, Long.MAX_VALUE - offset, STREAM_IN_FLIGHT);
    }

    @Override
    public Optional<ByteRanges> ranges() {
        return Optional.of(new ByteRanges(PARALLEL, (offset, length) -> opened(offset, length, RANGE_IN_FLIGHT)));
    }

    private ReadableByteChannel opened(long offset, long length, int inFlight) {
        RbdImage image = open();
        try {
            long end = Math.min(image.sizeBytes(), offset + length);
            return new RbdReading(
                    image,
                    location.image(),
                    pool,
                    buffers,
                    new RbdReading.Span(offset, end, inFlight),
                    stillThere(image));
        } catch (RuntimeException e) {
            image.close();
            throw e;
        }
    }

    @Override
    public boolean restartable() {
        return true;
    }

    @Override
    public void close() {}

    /** The open image, to be closed. */
    RbdImage open() {
        if (location.trashId() != null) {
            throw pool.failures().of(FailureKind.NOT_FOUND, location.image(), "is in the pool's trash");
        }
        return pool.openToRead(location.image(), location.snapshot());
    }

    /** To ask later whether what is open as {@code image} is still there. */
    StillThere stillThere(RbdImage image) {
        return new StillThere(this, identity(image));
    }

    private String identity(RbdImage image) {
        if (location.snapshot().isEmpty()) {
            return image.id() + "-" + image.sizeBytes();
        }
        return image.id() + "-" + image.snapshotId(location.snapshot()).orElse(-1);
    }

    /**
     * librbd reads zeros where an image was deleted under its reader, whose own view of the image says nothing of it. A snapshot goes
     * before the first byte does: so zeros that were read while it was still there are zeros.
     */
    record StillThere(RbdSource source, String identity) {

        /** {@code NOT_FOUND} where it is gone, or another one. */
        void require() {
            try (RbdImage now = source.open()) {
                if (!source.identity(now).equals(identity)) {
                    throw source.pool
                            .failures()
                            .of(FailureKind.NOT_FOUND, source.location.image(), "was deleted while it was being read");
                }
            }
        }
    }
}
