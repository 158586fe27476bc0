package io.longshore.transfer;

import io.longshore.image.Extents;
import io.longshore.store.Part;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Copies a file of this machine, several parts at a time. A part is begun when the file has all of it, so that no store ever waits
 * in the middle of one.
 */
final class FilePass {

    private final SourceFile source;
    private final TargetFile target;
    private final PartWriter writer;
    private final TransferLimits limits;
    private final Crew crew;
    private final Tally tally;
    private final Durability durability;

    FilePass(
            SourceFile source,
            TargetFile target,
            PartWriter writer,
            Durability durability,
            TransferLimits limits,
            Crew crew,
            Tally tally) {
        this.source = source;
        this.target = target;
        this.writer = writer;
        this.limits = limits;
        this.crew = crew;
        this.tally = tally;
        this.durability = durability;
    }

    /**
     * Copies all that is not {@code there} already.
     *
     * @param size of the file; empty where only its end will tell
     */
    Copied run(Extents there, OptionalLong size, CopyCheck check) {
        long end = size.orElse(Long.MAX_VALUE);
        PartCursor cursor = new PartCursor(writer, there, end);
        int parallel = writer.parallel(there.gapless(), end);
        int more = target.isFile() ? limits.takeMoreHands(parallel - 1) : 0;
        try {
            int hands = target.isFile() ? 1 + more : parallel;
            for (int i = 0; i < hands; i++) {
                crew.start(hand -> writeParts(cursor, check, hand));
            }
            crew.lead();
        } finally {
            limits.giveHandsBack(more);
        }
        return new Copied(cursor.end(), null);
    }

    private void writeParts(PartCursor cursor, CopyCheck check, Hand hand) {
        @Nullable Part part;
        while ((part = cursor.next()) != null) {
            long partEnd = part.offset() + part.length();
            long there = source.await(partEnd, hand);
            if (there < partEnd) {
                cursor.endsAt(there);
            }
            if (there <= part.offset()) {
                return;
            }
            Part whole = new Part(part.number(), part.offset(), there - part.offset());
            if (cursor.isThere(whole)) {
                continue;
            }
            crew.pauseWhile(durability::isFarBehind);
            writer.requireFits(there);
            long written =
                    writer.write(whole, new FilePart(whole, source, target, writer.pace(), check, limits, tally, hand));
            durability.written(written, whole.offset() + written >= cursor.end());
        }
    }
}
