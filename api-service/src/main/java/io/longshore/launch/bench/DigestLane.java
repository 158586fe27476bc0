package io.longshore.launch.bench;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/** One digest on its own thread. */
final class DigestLane {

    private record Slice(ByteBuffer bytes, Runnable release) {}

    private final MessageDigest digest;
    private final BlockingQueue<Slice> queue;
    private final Thread thread;
    private volatile String hex = "";
    private volatile double cpuSeconds;

    DigestLane(String algorithm, int depth) {
        try {
            digest = MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has " + algorithm, e);
        }
        queue = new ArrayBlockingQueue<>(depth + 1);
        thread = Thread.ofPlatform().daemon().name("bench-" + algorithm).start(this::work);
    }

    /** Queues bytes, which must stay as they are until {@code release} is run. */
    void add(byte[] bytes, int length, Runnable release) throws InterruptedException {
        queue.put(new Slice(ByteBuffer.wrap(bytes, 0, length), release));
    }

    /** No more bytes come. */
    void end() throws InterruptedException {
        queue.put(new Slice(ByteBuffer.allocate(0), () -> {}));
    }

    void join() throws InterruptedException {
        thread.join();
    }

    void abandon() {
        thread.interrupt();
    }

    /** The digest, after {@link #join}. */
    String hex() {
        return hex;
    }

    double cpuSeconds() {
        return cpuSeconds;
    }

    private void work() {
        try {
            for (Slice slice = queue.take(); slice.bytes().hasRemaining(); slice = queue.take()) {
                digest.update(slice.bytes());
                slice.release().run();
            }
            hex = HexFormat.of().formatHex(digest.digest());
            cpuSeconds = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
        } catch (InterruptedException abandoned) {
            Thread.currentThread().interrupt();
        }
    }
}
