package io.longshore.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;

/** A source of any size that needs no room: the same seed gives the same bytes. */
public final class PatternSource implements ByteSource {

    private final PatternBytes bytes;

    public PatternSource(long seed, long sizeBytes) {
        this.bytes = new PatternBytes(seed, sizeBytes);
    }

    /** All of its bytes. */
    public byte[] bytes() {
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(bytes.sizeBytes()));
        bytes.fill(all, 0);
        return all.array();
    }

    /** Where what {@code read} gives from {@code offset} on differs from this source, in words; empty where it does not. */
    public String differenceFrom(ReadableByteChannel read, long offset) throws IOException {
        return bytes.differenceFrom(read, offset);
    }

    @Override
    public SourceObject object() {
        return new SourceObject(OptionalLong.of(bytes.sizeBytes()), "pattern-" + bytes.seed());
    }

    @Override
    public ReadableByteChannel open(long offset) {
        return new ReadableByteChannel() {
            private long at = offset;
            private volatile boolean closed;

            @Override
            public int read(ByteBuffer target) throws ClosedChannelException {
                if (closed) {
                    throw new ClosedChannelException();
                }
                if (at >= bytes.sizeBytes()) {
                    return -1;
                }
                int start = target.position();
                int end = target.limit();
                bytes.fill(target, at);
                target.limit(end);
                at += target.position() - start;
                return target.position() - start;
            }

            @Override
            public boolean isOpen() {
                return !closed;
            }

            @Override
            public void close() {
                closed = true;
            }
        };
    }

    @Override
    public boolean restartable() {
        return true;
    }

    @Override
    public void close() {}
}
