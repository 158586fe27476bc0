package io.longshore.transfer;

import io.longshore.image.ContentManifest;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.store.ByteSource;
import io.longshore.store.Store;
import java.nio.channels.ReadableByteChannel;
import java.util.function.Function;

/** Reads a complete copy from its store again. Failures are the target's. */
final class ReadBack {

    private final Store store;
    private final ObjectUrl url;
    private final String name;
    private final TransferLimits limits;
    private final Crew crew;
    private final Tally tally;

    ReadBack(Store store, ObjectUrl url, TransferLimits limits, Crew crew, Tally tally) {
        this.store = store;
        this.url = url;
        this.name = "store " + store.describe().id();
        this.limits = limits;
        this.crew = crew;
        this.tally = tally;
    }

    /** Compares the units from {@code first} to {@code end}, exclusive, of a copy of {@code sizeBytes} bytes. */
    void compare(int first, int end, long sizeBytes, CopyCheck check) {
        long endBytes = Math.min(Units.start(end), sizeBytes);
        reading(Units.start(first), feed -> {
            requireWhole(new UnitScan(tally).scan(feed, first, endBytes, check::readBack), endBytes);
            return endBytes;
        });
    }

    /** Hashes the whole copy and answers its manifest. */
    ContentManifest hash(long sizeBytes) {
        return reading(0, feed -> {
            try (ContentHasher hasher = new ContentHasher(limits)) {
                Slice slice;
                while ((slice = feed.next()) != null) {
                    try {
                        hasher.accept(slice);
                        tally.read(slice.length());
                    } finally {
                        slice.release();
                    }
                }
                ContentManifest manifest = hasher.finish();
                requireWhole(manifest.sizeBytes(), sizeBytes);
                return manifest;
            }
        });
    }

    private <T> T reading(long offset, Function<SliceFeed, T> reader) {
        return crew.call(hand -> {
            ByteSource source = crew.closing(store.source(url));
            SliceStream stream = new SliceStream(open(source, offset), this::blame, limits, hand);
            return reader.apply(() -> {
                Slice slice = stream.next();
                hand.working();
                return slice;
            });
        });
    }

    private ReadableByteChannel open(ByteSource source, long offset) {
        try {
            return crew.closing(source.open(offset));
        } catch (RuntimeException e) {
            throw blame(e);
        }
    }

    private ImageException blame(Exception e) {
        return Blame.readBack(name, e);
    }

    private void requireWhole(long bytes, long expected) {
        if (bytes != expected) {
            throw new ImageException(
                    FailureKind.CORRUPT,
                    name + ": corrupt: " + bytes + " of the " + expected + " bytes could be read back");
        }
    }
}
