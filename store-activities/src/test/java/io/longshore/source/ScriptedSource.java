package io.longshore.source;

import io.longshore.image.ImageException;
import io.longshore.store.ByteSource;
import io.longshore.store.SourceObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A copy that fails as it is told to, and remembers from where it was read. */
final class ScriptedSource implements ByteSource {

    private final byte[] bytes;
    private final List<Long> opened = new ArrayList<>();
    private int breaksAt = Integer.MAX_VALUE;
    private int endsAt;
    private boolean sizeKnown = true;
    private boolean restartable = true;
    private boolean closed;
    private @Nullable ImageException missing;
    private @Nullable Exception breakage;

    ScriptedSource(byte[] bytes) {
        this.bytes = bytes;
        this.endsAt = bytes.length;
    }

    /** Fails whenever it is asked for. */
    ScriptedSource missing(ImageException failure) {
        missing = failure;
        return this;
    }

    /** Fails when it has been read up to {@code at}: an {@link ImageException} or an {@link IOException}. */
    ScriptedSource breaking(int at, Exception failure) {
        breaksAt = at;
        breakage = failure;
        return this;
    }

    /** Ends there, whatever size it has. */
    ScriptedSource ending(int at) {
        endsAt = at;
        return this;
    }

    ScriptedSource withoutSize() {
        sizeKnown = false;
        return this;
    }

    ScriptedSource notRestartable() {
        restartable = false;
        return this;
    }

    /** From where it was read, each time. */
    List<Long> opened() {
        return opened;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public SourceObject object() {
        if (missing != null) {
            throw missing;
        }
        return new SourceObject(sizeKnown ? OptionalLong.of(bytes.length) : OptionalLong.empty(), "own");
    }

    @Override
    public ReadableByteChannel open(long offset) {
        opened.add(offset);
        return new Channel((int) offset);
    }

    @Override
    public boolean restartable() {
        return restartable;
    }

    @Override
    public void close() {
        closed = true;
    }

    private final class Channel implements ReadableByteChannel {

        private int position;
        private boolean open = true;

        Channel(int position) {
            this.position = position;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            if (position >= breaksAt) {
                // As bad as it gets: bytes were written before the failure.
                target.put((byte) 0xee);
                if (breakage instanceof IOException e) {
                    throw e;
                }
                if (breakage instanceof ImageException e) {
                    throw e;
                }
            }
            int left = Math.min(Math.min(endsAt, breaksAt) - position, target.remaining());
            if (left <= 0) {
                return -1;
            }
            int count = Math.min(left, 100);
            target.put(bytes, position, count);
            position += count;
            return count;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void close() {
            open = false;
        }
    }
}
