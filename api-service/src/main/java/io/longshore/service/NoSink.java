package io.longshore.service;

import io.longshore.transfer.IntakeSink;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/** Where bytes go that are only read to be hashed. */
final class NoSink implements IntakeSink {

    private final AtomicLong bytes = new AtomicLong();

    @Override
    public int[] units() {
        return new int[0];
    }

    @Override
    public int read(ByteBuffer target, long position) {
        return -1;
    }

    @Override
    public void keep(long bytes) {}

    @Override
    public void write(ByteBuffer written) {
        bytes.addAndGet(written.remaining());
        written.position(written.limit());
    }

    @Override
    public void unit(int crc32c) {}

    @Override
    public long force() {
        return bytes.get();
    }
}
