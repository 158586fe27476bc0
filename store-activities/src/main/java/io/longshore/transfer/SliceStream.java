package io.longshore.transfer;

import io.longshore.image.ImageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a channel slice by slice. Waits for the source with a buffer of its own and takes a turn only when that is full. */
final class SliceStream implements SliceFeed {

    private final Function<Exception, ImageException> blame;
    private final ReadableByteChannel in;
    private final TransferLimits limits;
    private final Waiting waiting;

    /** @param blame says what a failure to read means */
    SliceStream(
            ReadableByteChannel in, Function<Exception, ImageException> blame, TransferLimits limits, Waiting waiting) {
        this.in = in;
        this.blame = blame;
        this.limits = limits;
        this.waiting = waiting;
    }

    @Override
    public @Nullable Slice next() {
        ByteBuffer desk = limits.desk();
        boolean passedOn = false;
        try {
            fill(desk);
            if (!desk.flip().hasRemaining()) {
                return null;
            }
            Slice slice = limits.turnFor(desk, waiting);
            passedOn = true;
            return slice;
        } finally {
            if (!passedOn) {
                limits.put(desk);
            }
        }
    }

    private void fill(ByteBuffer desk) {
        try {
            int n;
            do {
                n = in.read(desk);
            } while (n >= 0 && desk.hasRemaining());
        } catch (IOException | RuntimeException e) {
            throw blame.apply(e);
        }
    }
}
