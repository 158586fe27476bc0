package io.longshore.transfer;

import io.longshore.image.Extents;
import io.longshore.store.Part;
import org.jspecify.annotations.Nullable;

/** Deals out the parts of an object that are not there yet to the hands that write them. */
final class PartCursor {

    private final PartWriter writer;
    private final Extents there;
    private long next;
    private long end;

    /**
     * @param there what of the object needs not be written
     * @param end of the object; {@link Long#MAX_VALUE} while unknown
     */
    PartCursor(PartWriter writer, Extents there, long end) {
        this.writer = writer;
        this.there = there;
        this.next = writer.partStart(there.gapless());
        this.end = end;
    }

    /** The next part, cut to the object's size where that is known; null where there is none. */
    synchronized @Nullable Part next() {
        while (next < end) {
            Part whole = writer.partAt(next);
            next += whole.length();
            Part cut = new Part(whole.number(), whole.offset(), Math.min(whole.length(), end - whole.offset()));
            if (!isThere(cut)) {
                return cut;
            }
        }
        return null;
    }

    /** Whether all of the part needs not be written. */
    boolean isThere(Part part) {
        return there.cover(part.offset(), part.offset() + part.length());
    }

    /** Where the object ends. */
    synchronized long end() {
        return end;
    }

    /** The object ends here. */
    synchronized void endsAt(long size) {
        end = size;
    }
}
