package io.longshore.store;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/** Bytes in blocks. Parts begin on the borders of blocks, so writers of different parts never meet in one. */
final class MemoryObject {

    private static final int BLOCK_BYTES = 1 << 20;

    private final ConcurrentMap<Long, byte[]> blocks = new ConcurrentHashMap<>();
    private final AtomicLong sizeBytes = new AtomicLong();

    long sizeBytes() {
        return sizeBytes.get();
    }

    void cutTo(long size) {
        sizeBytes.set(size);
    }

    void write(long offset, ByteBuffer bytes) {
        long at = offset;
        while (bytes.hasRemaining()) {
            int within = (int) (at % BLOCK_BYTES);
            int length = Math.min(bytes.remaining(), BLOCK_BYTES - within);
            bytes.get(blocks.computeIfAbsent(at / BLOCK_BYTES, ignored -> new byte[BLOCK_BYTES]), within, length);
            at += length;
        }
        long end = at;
        sizeBytes.accumulateAndGet(end, Math::max);
    }

    /** How many bytes were read; -1 at the end. */
    int read(long offset, ByteBuffer target) {
        if (offset >= sizeBytes()) {
            return -1;
        }
        int within = (int) (offset % BLOCK_BYTES);
        int length = (int) Math.min(Math.min(target.remaining(), BLOCK_BYTES - within), sizeBytes() - offset);
        byte[] block = blocks.get(offset / BLOCK_BYTES);
        target.put(block == null ? new byte[BLOCK_BYTES] : block, within, length);
        return length;
    }

    byte[] bytes() {
        ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(sizeBytes()));
        int length;
        do {
            length = read(all.position(), all);
        } while (length > 0);
        return all.array();
    }

    void flip(long offset) {
        byte[] block = blocks.get(offset / BLOCK_BYTES);
        if (block == null || offset >= sizeBytes()) {
            throw new IllegalArgumentException("there is no byte " + offset);
        }
        block[(int) (offset % BLOCK_BYTES)] ^= 1;
    }
}
