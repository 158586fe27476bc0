package io.longshore.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;

/** A source that is read by four ranges at a time. */
public final class RangedSource implements ByteSource {

    public static final int PARALLEL = 4;

    private final ByteSource source;

    public RangedSource(ByteSource source) {
        this.source = source;
    }

    @Override
    public SourceObject object() {
        return source.object();
    }

    @Override
    public ReadableByteChannel open(long offset) {
        return source.open(offset);
    }

    @Override
    public boolean restartable() {
        return source.restartable();
    }

    @Override
    public Optional<ByteRanges> ranges() {
        return Optional.of(new ByteRanges(PARALLEL, (offset, length) -> new Range(source.open(offset), length)));
    }

    @Override
    public void close() {
        source.close();
    }

    private static final class Range implements ReadableByteChannel {

        private final ReadableByteChannel bytes;
        private long left;

        Range(ReadableByteChannel bytes, long left) {
            this.bytes = bytes;
            this.left = left;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            if (left == 0) {
                return -1;
            }
            int limit = target.limit();
            target.limit((int) Math.min(limit, target.position() + left));
            try {
                int n = bytes.read(target);
                left -= Math.max(0, n);
                return n;
            } finally {
                target.limit(limit);
            }
        }

        @Override
        public boolean isOpen() {
            return bytes.isOpen();
        }

        @Override
        public void close() throws IOException {
            bytes.close();
        }
    }
}
