package io.longshore.store;

import io.longshore.image.ImageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ReadableByteChannel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One reading of a {@link FaultySource}. */
final class FaultyChannel implements ReadableByteChannel {

    private final ReadableByteChannel channel;
    private final FaultySource source;
    private long at;
    private boolean ended;
    private volatile boolean closed;
    private volatile @Nullable Gate gate;

    FaultyChannel(ReadableByteChannel channel, long at, FaultySource source) {
        this.channel = channel;
        this.at = at;
        this.source = source;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        Optional<FaultySource.Effect> met = ended ? Optional.empty() : source.meets(at);
        if (met.isPresent()) {
            meet(met.get());
        }
        if (ended) {
            return -1;
        }
        int end = target.limit();
        target.limit(target.position() + source.untilNext(at, target.remaining()));
        try {
            int read = channel.read(target);
            at += Math.max(0, read);
            source.count(Math.max(0, read));
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
        closed = true;
        Gate waitsAt = gate;
        if (waitsAt != null) {
            waitsAt.nudge();
        }
        channel.close();
    }

    private void meet(FaultySource.Effect effect) throws AsynchronousCloseException {
        switch (effect) {
            case FaultySource.Effect.End ignored -> ended = true;
            case FaultySource.Effect.Failure failure ->
                throw new ImageException(failure.kind(), "source: " + failure.cause());
            case FaultySource.Effect.Block block -> {
                gate = block.gate();
                block.gate().pass(() -> closed);
                if (closed) {
                    throw new AsynchronousCloseException();
                }
            }
        }
    }
}
