package io.longshore.store.file;

import io.longshore.store.SparseChannel;
import io.longshore.store.Zeros;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Optional;

/** One part of a file being written, in order. */
final class PartChannel implements SparseChannel {

    private final FileChannel file;
    private final boolean blank;

    /**
     * @param file at the part's beginning
     * @param blank whether nothing was ever written there: then zeros are there already
     */
    PartChannel(FileChannel file, boolean blank) {
        this.file = file;
        this.blank = blank;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
        return file.write(bytes);
    }

    @Override
    public void zeros(long length) throws IOException {
        if (blank) {
            file.position(file.position() + length);
            reachPosition();
            return;
        }
        long left = length;
        while (left > 0) {
            left -= file.write(Zeros.some(left));
        }
    }

    private void reachPosition() throws IOException {
        if (file.size() < file.position()) {
            ByteBuffer last = Zeros.some(1);
            while (last.hasRemaining()) {
                file.write(last, file.position() - 1);
            }
        }
    }

    /** Where the next bytes belong. */
    long position() throws IOException {
        return file.position();
    }

    @Override
    public Optional<FileChannel> file() {
        return Optional.of(file);
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
