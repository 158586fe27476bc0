package io.longshore.store.rbd;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.SparseChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** One part of an image being written, in order: slices are gathered into writes, several of which are on their way. */
final class RbdPart implements SparseChannel {

    /** Writes of one part under way: more than this gains nothing. */
    private static final int IN_FLIGHT = 2;

    private final RbdImage image;
    private final RbdPool pool;
    private final String name;
    private final SliceBuffers buffers;
    private final boolean blank;
    private final LongConsumer room;
    private final Deque<CompletableFuture<Long>> inFlight = new ArrayDeque<>();
    private SliceBuffers.@Nullable Slice gathered;
    private long position;
    private boolean open = true;

    /**
     * @param blank whether nothing was ever written there: then zeros are there already
     * @param room makes the image at least as large as it is told
     */
    RbdPart(
            RbdImage image,
            RbdPool pool,
            String name,
            SliceBuffers buffers,
            long position,
            boolean blank,
            LongConsumer room) {
        this.image = image;
        this.pool = pool;
        this.name = name;
        this.buffers = buffers;
        this.position = position;
        this.blank = blank;
        this.room = room;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        requireOpen();
        int all = source.remaining();
        while (source.hasRemaining()) {
            writeSome(source);
        }
        return all;
    }

    private void writeSome(ByteBuffer source) throws IOException {
        SliceBuffers.Slice slice = gathered;
        if (slice == null) {
            awaitTurn();
            slice = buffers.take();
            gathered = slice;
        }
        int length = Math.min(source.remaining(), slice.bytes().remaining());
        slice.bytes().put(source.slice(source.position(), length));
        source.position(source.position() + length);
        position += length;
        if (!slice.bytes().hasRemaining()) {
            send();
        }
    }

    /** Begins to write what has been gathered. */
    private void send() throws IOException {
        SliceBuffers.Slice slice = gathered;
        if (slice == null) {
            return;
        }
        int length = slice.bytes().position();
        long offset = position - length;
        makeRoom(position);
        inFlight.add(image.begin(
                        open -> requireWhole(image.rbd().rbd_write(open, offset, length, slice.address()), length))
                .whenComplete((answer, failure) -> {
                    if (failure == null && answer >= 0) {
                        buffers.give(slice);
                    } else {
                        // Nobody knows whether it is not still on its way.
                        buffers.leave(slice);
                    }
                }));
        gathered = null;
    }

    @Override
    public void zeros(long length) throws IOException {
        requireOpen();
        send();
        makeRoom(position + length);
        long offset = position;
        position += length;
        if (!blank && length > 0) {
            awaitTurn();
            inFlight.add(image.begin(open -> image.rbd().rbd_write_zeroes(open, offset, length, 0, 0)));
        }
    }

    /** Where the next bytes belong. */
    long position() {
        return position;
    }

    /** Waits until everything is written. */
    void finish() throws IOException {
        send();
        while (!inFlight.isEmpty()) {
            awaitOldest();
        }
    }

    @Override
    public Optional<FileChannel> file() {
        return Optional.empty();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** Nothing of the part is written any more when this returns, or it is not known whether Ceph still does. */
    @Override
    public void close() {
        open = false;
        if (gathered != null) {
            buffers.give(gathered);
            gathered = null;
        }
        boolean interrupted = Thread.interrupted();
        while (!inFlight.isEmpty()) {
            try {
                awaitOldest();
            } catch (IOException failed) {
                // The failure of the part is known already; here only the end of its writes counts.
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitTurn() throws IOException {
        while (inFlight.size() >= (buffers.isScarce() ? 1 : IN_FLIGHT)) {
            awaitOldest();
        }
    }

    private void awaitOldest() throws IOException {
        try {
            long answer = pool.calls().await("writing " + name, inFlight.removeFirst(), late -> {});
            pool.require(name, "writing it", answer);
        } catch (ImageException e) {
            throw new IOException(e);
        }
    }

    private void makeRoom(long end) throws IOException {
        try {
            room.accept(end);
        } catch (ImageException e) {
            // An ImageException that comes out of a channel would be taken for the source's.
            throw new IOException(e);
        }
    }

    private long requireWhole(long answer, int length) {
        if (answer >= 0 && answer != length) {
            throw pool.failures().of(FailureKind.UNAVAILABLE, name, "took " + answer + " of " + length + " bytes");
        }
        return answer;
    }

    private void requireOpen() throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
    }
}
