package io.longshore.transfer;

import io.longshore.store.Part;
import io.longshore.store.SparseChannel;
import io.longshore.store.Zeros;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Writes a feed into an upload, one part after the other. A part is begun only when its first bytes are there. */
final class StreamParts {

    private final PartWriter writer;
    private final Tally tally;
    private final Durability durability;
    private final Waiting waiting;

    StreamParts(PartWriter writer, Tally tally, Durability durability, Waiting waiting) {
        this.writer = writer;
        this.tally = tally;
        this.durability = durability;
        this.waiting = waiting;
    }

    /**
     * Writes all that {@code feed} still gives, which begins at {@code offset}, and answers the offset of the end.
     *
     * @param size of the whole; empty while unknown
     */
    long write(SliceFeed source, long offset, OptionalLong size, Runnable betweenParts) {
        SliceFeed feed = paced(source);
        long at = offset;
        Slice first;
        while ((first = feed.next()) != null) {
            StreamPart bytes = new StreamPart(first, feed);
            try {
                at += writer.write(bytes.as(writer.partAt(at), size), bytes);
            } finally {
                bytes.drop();
            }
            writer.requireFits(at);
            durability.written(bytes.sent(), size.isPresent() && at >= size.getAsLong());
            betweenParts.run();
        }
        return at;
    }

    /** Waits for the store's pace before a slice takes its turn, whose length is not known before. */
    private SliceFeed paced(SliceFeed source) {
        return () -> {
            writer.pace().take(Slice.BYTES, waiting);
            int length = 0;
            try {
                Slice slice = source.next();
                length = slice == null ? 0 : slice.length();
                return slice;
            } finally {
                writer.pace().giveBack(Slice.BYTES - length);
            }
        };
    }

    private final class StreamPart extends PartInFlight {

        private @Nullable Slice next;
        private final SliceFeed feed;
        private long mostBytes;
        private OptionalLong length = OptionalLong.empty();

        StreamPart(Slice first, SliceFeed feed) {
            this.next = first;
            this.feed = feed;
        }

        /** Becomes {@code part}, cut to the image's size where that is known, and answers it. */
        Part as(Part part, OptionalLong size) {
            mostBytes = part.length();
            if (size.isPresent()) {
                mostBytes = Math.min(mostBytes, size.getAsLong() - part.offset());
                length = OptionalLong.of(mostBytes);
            }
            return new Part(part.number(), part.offset(), mostBytes);
        }

        @Override
        public OptionalLong length() {
            return length;
        }

        @Override
        long move(WritableByteChannel target) throws IOException {
            long sent = 0;
            long zeros = 0;
            while (next != null) {
                int length = next.length();
                if (target instanceof SparseChannel && Zeros.are(next.view())) {
                    zeros += length;
                } else {
                    say(zeros, target);
                    zeros = 0;
                    send(next, target);
                }
                tally.moved(length);
                sent += length;
                drop();
                next = sent < mostBytes ? feed.next() : null;
            }
            say(zeros, target);
            return sent;
        }

        /** Lets go of the slice at hand. */
        void drop() {
            if (next != null) {
                next.release();
                next = null;
            }
        }

        private static void send(Slice slice, WritableByteChannel target) throws IOException {
            ByteBuffer bytes = slice.view();
            while (bytes.hasRemaining()) {
                target.write(bytes);
            }
        }

        private static void say(long zeros, WritableByteChannel target) throws IOException {
            if (zeros > 0 && target instanceof SparseChannel sparse) {
                sparse.zeros(zeros);
            }
        }
    }
}
