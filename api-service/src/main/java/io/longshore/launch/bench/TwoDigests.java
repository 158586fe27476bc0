package io.longshore.launch.bench;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** MD5 and SHA-512 of the same bytes, each on a thread of its own. For one thread that feeds it. */
final class TwoDigests implements AutoCloseable {

    private static final int SLICE_BYTES = 256 << 10;
    private static final int SLICES = 16;

    private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(SLICES);
    private final DigestLane md5 = new DigestLane("MD5", SLICES);
    private final DigestLane sha512 = new DigestLane("SHA-512", SLICES);

    TwoDigests() {
        for (int i = 0; i < SLICES; i++) {
            free.add(new byte[SLICE_BYTES]);
        }
    }

    /** Takes a copy of what remains in {@code bytes}, whose position stays; waits while both digests are far behind. */
    void update(ByteBuffer bytes) throws InterruptedException {
        ByteBuffer rest = bytes.duplicate();
        while (rest.hasRemaining()) {
            byte[] slice = free.take();
            int length = Math.min(slice.length, rest.remaining());
            rest.get(slice, 0, length);
            AtomicInteger users = new AtomicInteger(2);
            Runnable release = () -> {
                if (users.decrementAndGet() == 0) {
                    free.add(slice);
                }
            };
            md5.add(slice, length, release);
            sha512.add(slice, length, release);
        }
    }

    /** Waits until both have digested everything; then their values and CPU are known. */
    void finish() throws InterruptedException {
        md5.end();
        sha512.end();
        md5.join();
        sha512.join();
    }

    String md5() {
        return md5.hex();
    }

    String sha512() {
        return sha512.hex();
    }

    /** CPU seconds of the two threads. */
    double cpuSeconds() {
        return md5.cpuSeconds() + sha512.cpuSeconds();
    }

    /** Ends the threads, should {@link #finish} not have been reached. */
    @Override
    public void close() {
        md5.abandon();
        sha512.abandon();
    }
}
