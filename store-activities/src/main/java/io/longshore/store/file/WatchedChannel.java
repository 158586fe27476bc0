package io.longshore.store.file;

import io.longshore.image.ImageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A file that is read by calls that may be left behind. One that fails is of no more use. For one reader. */
final class WatchedChannel implements ReadableByteChannel {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedChannel.class);
    private static final int SLICE_BYTES = 1 << 18;

    private final ReadableByteChannel file;
    private final FileCalls calls;
    private final FileFailures failures;

    /** Not the reader's memory: what comes back late must not be written where others are by then. */
    private final ByteBuffer slice = ByteBuffer.allocateDirect(SLICE_BYTES).limit(0);

    WatchedChannel(ReadableByteChannel file, FileCalls calls, FileFailures failures) {
        this.file = file;
        this.calls = calls;
        this.failures = failures;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (!slice.hasRemaining()) {
            int read = calls.make(failures, () -> file.read(slice.clear()));
            if (read < 0) {
                slice.limit(0);
                return -1;
            }
            slice.flip();
        }
        int length = Math.min(target.remaining(), slice.remaining());
        target.put(slice.slice(slice.position(), length));
        slice.position(slice.position() + length);
        return length;
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    /** Waits no longer for a read under way than a reader does, who has all it wanted, or knows of the failure. */
    @Override
    public void close() throws IOException {
        try {
            calls.make(failures, () -> {
                file.close();
                return true;
            });
        } catch (ImageException leftBehind) {
            LOG.debug("A file that was read is not closed yet", leftBehind);
        }
    }
}
