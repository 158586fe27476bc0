package io.longshore.transfer;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * What all transfers of a process share: memory for bytes on their way, and threads for hashing. One per process. Memory is bounded
 * by the budget plus one slice of {@value Slice#BYTES} bytes for each stream that is being read: a stream waits for its source
 * with a slice of its own, and takes a turn only when bytes are there.
 */
public final class TransferLimits implements AutoCloseable {

    private static final long DEFAULT_BUDGET_BYTES = 48L << 20;
    private static final long DEFAULT_STEP_BYTES = 256L << 20;
    private static final Duration DEFAULT_STEP_TIME = Duration.ofMinutes(1);

    private final int size;
    private final long durableStepBytes;
    private final Duration durableStepTime;
    private final Turns turns;
    private final Semaphore moreHands;
    private final Deque<ByteBuffer> idle;
    private final ExecutorService hashing;
    private final String party;
    private int held;
    private boolean forfeited;

    /**
     * @param budgetBytes for the bytes on their way in all transfers together
     * @param cores that may be busy with hashing; about as many files are copied at a time by more than one hand
     * @param durableStepBytes files are made durable after so many, beside the writing; their writers wait when twice as many are not
     * @param durableStepTime they are after that, too, however few they are
     */
    TransferLimits(long budgetBytes, int cores, long durableStepBytes, Duration durableStepTime) {
        this.durableStepBytes = durableStepBytes;
        this.durableStepTime = durableStepTime;
        size = Math.toIntExact(Math.max(1, budgetBytes / Slice.BYTES));
        turns = new Turns(size);
        moreHands = new Semaphore(cores - 1);
        idle = new ArrayDeque<>();
        party = "";
        hashing = Executors.newFixedThreadPool(
                cores, Thread.ofPlatform().daemon().name("hash-", 1).factory());
    }

    /** As the other, with steps of a minute at most. */
    public TransferLimits(long budgetBytes, int cores, long durableStepBytes) {
        this(budgetBytes, cores, durableStepBytes, DEFAULT_STEP_TIME);
    }

    /** As the other, with a step of 256 MiB. */
    public TransferLimits(long budgetBytes, int cores) {
        this(budgetBytes, cores, DEFAULT_STEP_BYTES);
    }

    private TransferLimits(TransferLimits all, String party) {
        this.durableStepBytes = all.durableStepBytes;
        this.durableStepTime = all.durableStepTime;
        this.size = all.size;
        this.turns = all.turns;
        this.moreHands = all.moreHands;
        this.idle = all.idle;
        this.hashing = all.hashing;
        this.party = party;
    }

    /** The same limits for transfers of {@code party}: those who wait for a turn have it party by party. Not to be closed. */
    TransferLimits of(String party) {
        return new TransferLimits(this, party);
    }

    /** The same limits for one transfer, which may {@link #forfeit} its turns. Not to be closed. */
    TransferLimits ofOne() {
        return new TransferLimits(this, party);
    }

    /**
     * Gives all turns back that are held: whoever holds them hangs, and others must not wait for that. The buffers stay theirs until they
     * let go. No more turns are given out here.
     */
    void forfeit() {
        int given;
        synchronized (this) {
            given = held;
            held = 0;
            forfeited = true;
        }
        for (int i = 0; i < given; i++) {
            turns.give();
        }
    }

    private synchronized boolean hold() {
        held += forfeited ? 0 : 1;
        return !forfeited;
    }

    private synchronized boolean letGo() {
        held -= forfeited ? 0 : 1;
        return !forfeited;
    }

    long durableStepBytes() {
        return durableStepBytes;
    }

    Duration durableStepTime() {
        return durableStepTime;
    }

    /** 48 MiB, and a hashing thread for each core. */
    public static TransferLimits ofThisMachine() {
        return new TransferLimits(DEFAULT_BUDGET_BYTES, Runtime.getRuntime().availableProcessors());
    }

    /** Waits for a turn and answers the slice that comes with it; releasing the slice ends the turn. */
    Slice turn(Waiting waiting) {
        takeTurn(waiting);
        return held(take());
    }

    private void takeTurn(Waiting waiting) {
        turns.take(party, waiting);
        if (!hold()) {
            turns.give();
            throw new ImageException(FailureKind.DRAINING, "the transfer has been given up");
        }
    }

    private Slice held(ByteBuffer buffer) {
        return new Slice(buffer, () -> {
            put(buffer);
            if (letGo()) {
                turns.give();
            }
        });
    }

    /** A buffer outside the budget, for one stream to wait with; {@link #put} it back. */
    ByteBuffer desk() {
        return take();
    }

    /** Waits for a turn for bytes that have arrived on a desk; releasing the slice ends the turn and frees the desk's buffer. */
    Slice turnFor(ByteBuffer desk, Waiting waiting) {
        takeTurn(waiting);
        return held(desk);
    }

    /** Takes a buffer back. The last one back is the first to go out again, for it is still in the cache. */
    void put(ByteBuffer buffer) {
        synchronized (idle) {
            idle.addFirst(buffer);
        }
    }

    /**
     * How many hands, beside the first and at most {@code wanted}, may work on a copy inside the kernel: that is bound by memory, and
     * hands above the number of cores only get into each other's way. To be given back.
     */
    int takeMoreHands(int wanted) {
        int taken = 0;
        while (taken < wanted && moreHands.tryAcquire()) {
            taken++;
        }
        return taken;
    }

    void giveHandsBack(int taken) {
        moreHands.release(taken);
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
