package io.longshore.staging;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Phaser;

/** What the machine can do with the fewest means: get, hash with a thread for each digest, write one file, fsync. */
final class BenchFloor {

    private static final int BUFFER_BYTES = 256 << 10;
    private static final int BUFFERS = 32;

    private BenchFloor() {}

    static void getHashWrite(ReadableByteChannel source, Path target) throws Exception {
        List<BlockingQueue<ByteBuffer>> queues = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        Phaser[] free = new Phaser[BUFFERS];
        ByteBuffer[] buffers = new ByteBuffer[BUFFERS];
        for (int i = 0; i < BUFFERS; i++) {
            buffers[i] = ByteBuffer.allocate(BUFFER_BYTES);
            free[i] = new Phaser(2);
        }
        for (String algorithm : List.of("MD5", "SHA-512")) {
            BlockingQueue<ByteBuffer> queue = new ArrayBlockingQueue<>(BUFFERS);
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            queues.add(queue);
            threads.add(Thread.ofPlatform().start(() -> digest(queue, digest, free)));
        }
        try (source;
                FileChannel file = FileChannel.open(
                        target,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            for (int i = 0; ; i++) {
                ByteBuffer buffer = buffers[i % BUFFERS];
                if (i >= BUFFERS) {
                    free[i % BUFFERS].awaitAdvance(i / BUFFERS - 1);
                }
                if (!fill(source, buffer.clear())) {
                    break;
                }
                for (BlockingQueue<ByteBuffer> queue : queues) {
                    queue.put(buffer.duplicate());
                }
                while (buffer.hasRemaining()) {
                    file.write(buffer);
                }
            }
            for (BlockingQueue<ByteBuffer> queue : queues) {
                queue.put(ByteBuffer.allocate(0));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            file.force(true);
        }
    }

    private static void digest(BlockingQueue<ByteBuffer> queue, MessageDigest digest, Phaser[] free) {
        try {
            for (int i = 0; ; i++) {
                ByteBuffer buffer = queue.take();
                if (!buffer.hasRemaining()) {
                    digest.digest();
                    return;
                }
                digest.update(buffer);
                free[i % BUFFERS].arrive();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean fill(ReadableByteChannel source, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining() && source.read(buffer) >= 0) {
            Thread.onSpinWait();
        }
        return buffer.flip().hasRemaining();
    }
}
