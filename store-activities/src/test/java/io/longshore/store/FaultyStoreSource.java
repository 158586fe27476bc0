package io.longshore.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;

/** An object of a {@link FaultyStore}, being read. */
final class FaultyStoreSource implements ByteSource {

    private final ByteSource source;
    private final FaultScript script;

    FaultyStoreSource(ByteSource source, FaultScript script) {
        this.source = source;
        this.script = script;
    }

    @Override
    public SourceObject object() {
        return script.at(FaultyStore.Point.READ, source::object);
    }

    @Override
    public ReadableByteChannel open(long offset) {
        ReadableByteChannel channel = script.at(FaultyStore.Point.READ, () -> source.open(offset));
        return script.watches(FaultyStore.Point.READ) ? new Watched(channel) : channel;
    }

    @Override
    public boolean restartable() {
        return source.restartable();
    }

    @Override
    public void close() {
        source.close();
    }

    private final class Watched implements ReadableByteChannel {

        private final ReadableByteChannel channel;

        Watched(ReadableByteChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            int end = target.limit();
            int allowed = script.letPass(FaultyStore.Point.READ, target.remaining());
            target.limit(target.position() + allowed);
            try {
                int read = channel.read(target);
                script.giveBack(FaultyStore.Point.READ, allowed - Math.max(0, read));
                return read;
            } finally {
                target.limit(end);
            }
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
