package io.longshore.source;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Bytes of an image, from one copy as long as that goes, then from the next. For one reader; closed by anybody. */
final class CopyChannel implements ReadableByteChannel {

    /** The bytes of one copy, from where the reader was. */
    record Part(String place, ReadableByteChannel bytes) {}

    private final StoreCopies copies;
    private final OptionalLong size;
    private long position;
    private volatile @Nullable Part part;
    private volatile boolean open = true;

    /** Fails where no copy can be read from {@code offset} on. */
    CopyChannel(StoreCopies copies, OptionalLong size, long offset) {
        this.copies = copies;
        this.size = size;
        this.position = offset;
        this.part = left() > 0 ? copies.part(offset) : null;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        if (!target.hasRemaining()) {
            return 0;
        }
        while (true) {
            Part now = part;
            if (now == null || left() <= 0) {
                return -1;
            }
            ByteBuffer slice = target.slice(target.position(), (int) Math.min(target.remaining(), left()));
            try {
                int count = read(now, slice);
                if (count > 0) {
                    target.position(target.position() + count);
                    position += count;
                }
                return count;
            } catch (ImageException e) {
                goOn(now, e);
            } catch (IOException e) {
                goOn(now, Blame.onSource(now.place(), e));
            }
        }
    }

    private int read(Part now, ByteBuffer slice) throws IOException {
        int count = now.bytes().read(slice);
        if (count < 0 && size.isPresent()) {
            throw new ImageException(
                    FailureKind.SOURCE_UNAVAILABLE,
                    now.place() + ": its copy ends at byte " + position + " of " + size.getAsLong());
        }
        return count;
    }

    private void goOn(Part failed, ImageException why) throws IOException {
        if (!open) {
            AsynchronousCloseException closed = new AsynchronousCloseException();
            closed.initCause(why);
            throw closed;
        }
        if (Thread.currentThread().isInterrupted()) {
            throw why;
        }
        failed.bytes().close();
        copies.turnFrom(failed.place(), why);
        Part next = copies.part(position);
        part = next;
        if (!open) {
            next.bytes().close();
            throw new AsynchronousCloseException();
        }
    }

    private long left() {
        return size.orElse(Long.MAX_VALUE) - position;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() throws IOException {
        open = false;
        Part now = part;
        if (now != null) {
            now.bytes().close();
        }
    }
}
