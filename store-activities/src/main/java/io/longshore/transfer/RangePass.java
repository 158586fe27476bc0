package io.longshore.transfer;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.store.ByteRanges;
import io.longshore.store.Part;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Copies an object that is read by ranges, several parts at a time; each is checked on its way. */
final class RangePass {

    private final String name;
    private final ByteRanges source;
    private final PartWriter writer;
    private final Durability durability;
    private final TransferLimits limits;
    private final Crew crew;
    private final Tally tally;

    RangePass(
            String name,
            ByteRanges source,
            PartWriter writer,
            Durability durability,
            TransferLimits limits,
            Crew crew,
            Tally tally) {
        this.name = name;
        this.source = source;
        this.writer = writer;
        this.durability = durability;
        this.limits = limits;
        this.crew = crew;
        this.tally = tally;
    }

    /** Copies all that is not {@code there} already. */
    Copied run(Extents there, long size, CopyCheck check) {
        PartCursor cursor = new PartCursor(writer, there, size);
        int hands = Math.min(source.parallel(), writer.parallel(there.gapless(), size));
        for (int i = 0; i < hands; i++) {
            crew.start(hand -> copyParts(cursor, size, check, hand));
        }
        crew.lead();
        return new Copied(size, null);
    }

    private void copyParts(PartCursor cursor, long size, CopyCheck check, Hand hand) {
        @Nullable Part part;
        while ((part = cursor.next()) != null) {
            ReadableByteChannel bytes = crew.closing(open(part));
            long end = part.offset() + part.length();
            SizeBounds bounds =
                    new SizeBounds(name, OptionalLong.of(end), Long.MAX_VALUE, FailureKind.SOURCE_UNAVAILABLE);
            SliceStream stream = new SliceStream(bytes, e -> Blame.source(name, e), limits, hand);
            CheckedFeed feed = new CheckedFeed(stream, bounds, part.offset(), null, check, hand);
            new StreamParts(writer, tally, durability, hand)
                    .write(feed, part.offset(), OptionalLong.of(size), () -> crew.pauseWhile(durability::isFarBehind));
            crew.closed(bytes);
        }
    }

    private ReadableByteChannel open(Part part) {
        try {
            return source.open(part.offset(), part.length());
        } catch (RuntimeException e) {
            throw Blame.source(name, e);
        }
    }
}
