package io.longshore.transfer;

import org.jspecify.annotations.Nullable;

/** A stream whose bytes are counted, checked unit by unit and, where asked, hashed as they are taken. */
final class CheckedFeed implements SliceFeed {

    private final SliceStream stream;
    private final SizeBounds bounds;
    private final long from;
    private final @Nullable ContentHasher hasher;
    private final CopyCheck check;
    private final Hand hand;
    private final UnitChecksums units = new UnitChecksums();
    private int told;
    private long position;

    /** @param from which byte of the image the stream begins at; where a unit begins */
    CheckedFeed(
            SliceStream stream,
            SizeBounds bounds,
            long from,
            @Nullable ContentHasher hasher,
            CopyCheck check,
            Hand hand) {
        this.stream = stream;
        this.bounds = bounds;
        this.from = from;
        this.position = from;
        this.hasher = hasher;
        this.check = check;
        this.hand = hand;
    }

    @Override
    public @Nullable Slice next() {
        Slice slice = stream.next();
        hand.working();
        if (slice == null) {
            end();
            return null;
        }
        try {
            take(slice);
            return slice;
        } catch (RuntimeException e) {
            slice.release();
            throw e;
        }
    }

    /** Up to which byte of the image slices have been taken. */
    long position() {
        return position;
    }

    private void take(Slice slice) {
        bounds.reached(position + slice.length());
        if (hasher != null) {
            hasher.accept(slice);
        }
        units.update(slice.view());
        position += slice.length();
        if (bounds.areAll(position)) {
            // Before they are sent: what was sent and not found wrong is believed from then on.
            tellLast();
        }
        tell();
    }

    private void end() {
        bounds.ended(position);
        tellLast();
    }

    private void tellLast() {
        units.finish();
        tell();
    }

    private void tell() {
        for (; told < units.whole(); told++) {
            check.passed(Units.of(from) + told, units.at(told));
        }
    }
}
