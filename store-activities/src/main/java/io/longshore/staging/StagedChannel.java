package io.longshore.staging;

import io.longshore.transfer.Waiting;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import org.jspecify.annotations.Nullable;

/** Reads a staged file from an offset to the end that it will have. */
final class StagedChannel implements ReadableByteChannel {

    private final StagedSource source;
    private final Waiting waiting;
    private long position;
    private volatile boolean open = true;
    private @Nullable FileChannel file;

    StagedChannel(StagedSource source, long offset, Waiting waiting) {
        this.source = source;
        this.position = offset;
        this.waiting = waiting;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!target.hasRemaining()) {
            return 0;
        }
        long there = source.await(position + 1, waiting, this::isOpen);
        if (there <= position) {
            return -1;
        }
        long readable = source.readable();
        int limit = target.limit();
        target.limit((int) Math.min(limit, target.position() + (readable - position)));
        try {
            int n = file().read(target, position);
            position += Math.max(0, n);
            return n;
        } finally {
            target.limit(limit);
        }
    }

    private synchronized FileChannel file() throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        if (file == null) {
            file = source.openFile();
        }
        return file;
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public synchronized void close() throws IOException {
        open = false;
        source.wake();
        if (file != null) {
            file.close();
        }
    }
}
