package io.longshore.transfer;

import io.longshore.store.Part;
import org.jspecify.annotations.Nullable;

/** Deals out the parts of an object to the hands that write them. */
final class PartCursor {

    private final PartWriter writer;
    private long next;
    private long end;

    /**
     * @param start where a part begins
     * @param end of the object; {@link Long#MAX_VALUE} while unknown
     */
    PartCursor(PartWriter writer, long start, long end) {
        this.writer = writer;
        this.next = start;
        this.end = end;
    }

    /** The next part, cut to the object's size where that is known; null where there is none. */
    synchronized @Nullable Part next() {
        if (next >= end) {
            return null;
        }
        Part whole = writer.partAt(next);
        next += whole.length();
        return new Part(whole.number(), whole.offset(), Math.min(whole.length(), end - whole.offset()));
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
