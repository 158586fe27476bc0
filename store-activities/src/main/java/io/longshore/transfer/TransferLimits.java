package io.longshore.transfer;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What all transfers of a process share: memory for bytes on their way, and threads for hashing. One per process. Memory is bounded
 * by the budget plus one slice of {@value Slice#BYTES} bytes for each stream that is being read: a stream waits for its source
 * with a slice of its own, and takes a turn only when bytes are there.
 */
public final class TransferLimits implements AutoCloseable {

    private static final long DEFAULT_BUDGET_BYTES = 48L << 20;

    private final int size;
    private final Turns turns;
    private final Deque<ByteBuffer> idle = new ArrayDeque<>();
    private final ExecutorService hashing;

    /**
     * @param budgetBytes for the bytes on their way in all transfers together
     * @param hashingThreads as many as cores may be busy with hashing
     */
    public TransferLimits(long budgetBytes, int hashingThreads) {
        size = Math.toIntExact(Math.max(1, budgetBytes / Slice.BYTES));
        turns = new Turns(size);
        hashing = Executors.newFixedThreadPool(
                hashingThreads, Thread.ofPlatform().daemon().name("hash-", 1).factory());
    }

    /** 48 MiB, and a hashing thread for each core. */
    public static TransferLimits ofThisMachine() {
        return new TransferLimits(DEFAULT_BUDGET_BYTES, Runtime.getRuntime().availableProcessors());
    }

    /** Waits for a turn and answers the slice that comes with it; releasing the slice ends the turn. */
    Slice turn(Waiting waiting) {
        turns.take(waiting);
        ByteBuffer buffer = take();
        return new Slice(buffer, () -> {
            put(buffer);
            turns.give();
        });
    }

    /** A buffer outside the budget, for one stream to wait with; {@link #put} it back. */
    ByteBuffer desk() {
        return take();
    }

    /** Waits for a turn for bytes that have arrived on a desk; releasing the slice ends the turn and frees the desk's buffer. */
    Slice turnFor(ByteBuffer desk, Waiting waiting) {
        turns.take(waiting);
        return new Slice(desk, () -> {
            put(desk);
            turns.give();
        });
    }

    /** Takes a buffer back. The last one back is the first to go out again, for it is still in the cache. */
    void put(ByteBuffer buffer) {
        synchronized (idle) {
            idle.addFirst(buffer);
        }
    }

    Executor hashing() {
        return hashing;
    }

    /** How many turns there are. */
    int turns() {
        return size;
    }

    /** How many of them nobody has. */
    int freeTurns() {
        return turns.free();
    }

    private ByteBuffer take() {
        ByteBuffer buffer;
        synchronized (idle) {
            buffer = idle.pollFirst();
        }
        return buffer == null ? ByteBuffer.allocateDirect(Slice.BYTES) : buffer.clear();
    }

    /** Ends the hashing threads; transfers that still run fail. */
    @Override
    public void close() {
        hashing.shutdownNow();
    }
}
