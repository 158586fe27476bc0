package io.longshore.store.rbd;

import io.longshore.image.FailureKind;
import io.longshore.store.Zeros;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Bytes of an image in order, with several reads on their way; the reads keep to whole objects' borders. */
final class RbdReading implements ReadableByteChannel {

    private final RbdImage image;
    private final String name;
    private final RbdPool pool;
    private final SliceBuffers buffers;
    private final RbdSource.StillThere stillThere;
    private final Span span;
    private final long objectBytes;
    private final Deque<Read> inFlight = new ArrayDeque<>();
    private long next;
    private @Nullable Read current;
    private int believed;
    private volatile boolean open = true;

    RbdReading(
            RbdImage image,
            String name,
            RbdPool pool,
            SliceBuffers buffers,
            Span span,
            RbdSource.StillThere stillThere) {
        this.image = image;
        this.name = name;
        this.pool = pool;
        this.buffers = buffers;
        this.span = span;
        this.next = span.offset();
        this.stillThere = stillThere;
        this.objectBytes = image.objectBytes();
    }

    /**
     * What is read.
     *
     * @param end exclusive
     * @param inFlight so many reads on their way at a time
     */
    record Span(long offset, long end, int inFlight) {}

    private record Read(long offset, int length, SliceBuffers.Slice slice, CompletableFuture<Long> answer) {}

    @Override
    public int read(ByteBuffer target) throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
        Read read = current();
        if (read == null) {
            read = takeNext();
        }
        if (read == null) {
            return -1;
        }
        ByteBuffer bytes = read.slice().bytes();
        int length = Math.min(target.remaining(), bytes.remaining());
        target.put(bytes.slice(bytes.position(), length));
        bytes.position(bytes.position() + length);
        if (!bytes.hasRemaining()) {
            done(read);
        }
        return length;
    }

    private @Nullable Read current() {
        synchronized (inFlight) {
            return current;
        }
    }

    private void done(Read read) {
        synchronized (inFlight) {
            if (read.equals(current)) {
                current = null;
                buffers.give(read.slice());
            }
        }
    }

    /** None at the end. */
    private @Nullable Read takeNext() throws AsynchronousCloseException {
        Read read;
        synchronized (inFlight) {
            while (open && inFlight.size() < (buffers.isScarce() ? 1 : span.inFlight()) && next < span.end()) {
                inFlight.add(begin());
            }
            read = inFlight.peekFirst();
        }
        if (read == null) {
            return null;
        }
        requireWhole(read);
        read.slice().bytes().position(0).limit(read.length());
        if (believed == 0 && isSuspect(read)) {
            believe();
        }
        synchronized (inFlight) {
            if (!read.equals(inFlight.pollFirst())) {
                throw new AsynchronousCloseException();
            }
            current = read;
        }
        believed = Math.max(0, believed - 1);
        return read;
    }

    private Read begin() {
        long offset = next;
        SliceBuffers.Slice slice = buffers.take();
        int most = slice.bytes().capacity();
        int length = (int) Math.min(most - offset % most, span.end() - offset);
        CompletableFuture<Long> answer;
        try {
            answer = image.begin(open -> {
                try {
                    return image.rbd().rbd_read(open, offset, length, slice.address());
                } finally {
                    // Only the address is librbd's; the memory must outlive the call even where nobody reads it any
                    // more.
                    Reference.reachabilityFence(slice.bytes());
                }
            });
        } catch (Throwable e) {
            buffers.give(slice);
            throw e;
        }
        next += length;
        return new Read(offset, length, slice, answer);
    }

    private void requireWhole(Read read) throws AsynchronousCloseException {
        long answer;
        try {
            answer = pool.calls().await("reading " + name, read.answer(), late -> {});
        } catch (CancellationException closed) {
            throw new AsynchronousCloseException();
        }
        pool.require(name, "reading it", answer);
        if (answer != read.length()) {
            throw pool.failures()
                    .of(
                            FailureKind.UNAVAILABLE,
                            name,
                            "gave " + answer + " of " + read.length() + " bytes at " + read.offset());
        }
    }

    /** Whether what was read of some object is nothing but zeros, as of an object that is not there. */
    private boolean isSuspect(Read read) {
        ByteBuffer bytes = read.slice().bytes();
        for (long at = read.offset(); at < read.offset() + read.length(); ) {
            long end = Math.min((at / objectBytes + 1) * objectBytes, read.offset() + read.length());
            if (Zeros.are(bytes.slice((int) (at - read.offset()), (int) (end - at)))) {
                return true;
            }
            at = end;
        }
        return false;
    }

    /** Looks once for all that was read so far. */
    private void believe() {
        int read = 0;
        synchronized (inFlight) {
            for (Read one : inFlight) {
                if (!one.answer().isDone()) {
                    break;
                }
                read++;
            }
        }
        stillThere.require();
        believed = read;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    /** Ends a read that another thread waits for. */
    @Override
    public void close() {
        open = false;
        synchronized (inFlight) {
            // The memory of reads under way is librbd's until they end.
            inFlight.forEach(read -> {
                read.answer().cancel(true);
                buffers.leave(read.slice());
            });
            inFlight.clear();
            if (current != null) {
                // Somebody may just be reading from it.
                buffers.leave(current.slice());
                current = null;
            }
        }
        image.close();
    }
}
