package io.longshore.transfer;

import io.longshore.store.ByteSource;
import io.longshore.store.SourceObject;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;

/** An object of a store that is a file of this machine, with all its bytes. */
record WholeFile(ByteSource bytes, FileChannel openFile, long sizeBytes) implements GrowingFile {

    @Override
    public long await(long wantedBytes, Waiting waiting) {
        return Math.min(wantedBytes, sizeBytes);
    }

    @Override
    public SourceObject object() {
        return bytes.object();
    }

    @Override
    public ReadableByteChannel open(long offset) {
        return bytes.open(offset);
    }

    @Override
    public boolean restartable() {
        return bytes.restartable();
    }

    @Override
    public void close() {
        bytes.close();
    }
}
