package io.longshore.transfer;

import io.longshore.image.ContentManifest;

/** Reads bytes for their checksums alone. */
final class UnitScan {

    /** Told each unit's checksum, in order. */
    @FunctionalInterface
    interface Sink {
        void unit(int unit, int crc32c);
    }

    private final Tally tally;

    UnitScan(Tally tally) {
        this.tally = tally;
    }

    /**
     * Reads {@code feed}, which begins at unit {@code first}, up to {@code end} or to its own end, and answers where it ended. A
     * last unit cut short by the feed's end is told as it is.
     */
    long scan(SliceFeed feed, int first, long end, Sink sink) {
        UnitChecksums units = new UnitChecksums();
        long start = Units.start(first);
        int told = 0;
        Slice slice;
        while (start + units.bytes() < end && (slice = feed.next()) != null) {
            try {
                tally.read(slice.length());
                units.update(slice.view());
            } finally {
                slice.release();
            }
            for (; told < units.whole(); told++) {
                sink.unit(first + told, units.at(told));
            }
        }
        long ended = start + units.bytes();
        if (units.bytes() % ContentManifest.UNIT_BYTES > 0) {
            sink.unit(first + told, units.finish()[told]);
        }
        return ended;
    }
}
