package io.longshore.store;

import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Reads an object of a {@link MemoryStore}; a channel keeps the object that was there when it was opened. */
final class MemorySource implements ByteSource {

    private final Supplier<MemoryObject> lookUp;

    MemorySource(Supplier<MemoryObject> lookUp) {
        this.lookUp = lookUp;
    }

    @Override
    public SourceObject object() {
        MemoryObject object = lookUp.get();
        return new SourceObject(OptionalLong.of(object.sizeBytes()), "memory-" + System.identityHashCode(object));
    }

    @Override
    public ReadableByteChannel open(long offset) {
        return new From(lookUp.get(), offset);
    }

    @Override
    public boolean restartable() {
        return true;
    }

    @Override
    public void close() {}

    private static final class From implements ReadableByteChannel {

        private final MemoryObject object;
        private long offset;
        private volatile boolean closed;

        From(MemoryObject object, long offset) {
            this.object = object;
            this.offset = offset;
        }

        @Override
        public int read(ByteBuffer target) throws ClosedChannelException {
            if (closed) {
                throw new ClosedChannelException();
            }
            int length = object.read(offset, target);
            offset += Math.max(0, length);
            return length;
        }

        @Override
        public boolean isOpen() {
            return !closed;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
