package io.longshore.transfer;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One digest of one image, fed in order. It runs on the shared hashing threads: beside the image's other digest while cores are free,
 * in turn with everybody else's when not.
 */
final class DigestLane implements Runnable {

    private static final int LOOKAHEAD_SLICES = 12;
    private static final int SLICES_IN_A_ROW = 4;
    private static final int HEAP_BYTES = 16 << 10;

    private final MessageDigest digest;
    private final Executor threads;
    private final Queue<Slice> queue = new ConcurrentLinkedQueue<>();
    private final Semaphore room = new Semaphore(LOOKAHEAD_SLICES);
    private final AtomicBoolean scheduled = new AtomicBoolean();
    // The JDK's digests take direct buffers by 4 KiB; this is quicker.
    private final byte[] heap = new byte[HEAP_BYTES];
    private volatile boolean abandoned;

    DigestLane(String algorithm, Executor threads) {
        try {
            this.digest = MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new ImageException(FailureKind.INTERNAL, "this Java has no " + algorithm, e);
        }
        this.threads = threads;
    }

    /** Takes the next bytes; holds the slice until they are digested. Waits while too many are waiting already. */
    void accept(Slice slice) {
        acquire(1);
        queue.add(slice.retain());
        schedule();
    }

    /** Waits for all bytes and answers their digest in lower-case hex. Once. */
    String finish() {
        acquire(LOOKAHEAD_SLICES);
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Forgets what is waiting. */
    void abandon() {
        abandoned = true;
    }

    @Override
    public void run() {
        for (int i = 0; i < SLICES_IN_A_ROW; i++) {
            Slice slice = queue.poll();
            if (slice == null) {
                break;
            }
            try {
                if (!abandoned) {
                    update(slice.view());
                }
            } finally {
                slice.release();
                room.release();
            }
        }
        scheduled.set(false);
        if (!queue.isEmpty()) {
            schedule();
        }
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            threads.execute(this);
        }
    }

    private void update(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            int n = Math.min(heap.length, bytes.remaining());
            bytes.get(heap, 0, n);
            digest.update(heap, 0, n);
        }
    }

    private void acquire(int slices) {
        try {
            room.acquire(slices);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageException(FailureKind.DRAINING, "stopped while hashing", e);
        }
    }
}
