package io.longshore.launch.bench;

import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Watches the memory of process trees until it is closed, and remembers the most it saw. It looks often at what is cheap, and seldom at
 * what costs the machine time that is being measured: who belongs to the trees, and how shared pages divide.
 */
final class MemorySampler implements AutoCloseable {

    private static final int EVERY_MILLIS = 250;
    private static final int THOROUGHLY_EVERY = 8;

    private final ProcessTrees trees;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread;
    private Set<Long> pids = Set.of();
    private long residentPeakBytes;
    private long proportionalPeakBytes;

    MemorySampler(ProcessTrees trees) {
        this.trees = trees;
        look(true);
        thread = Thread.ofPlatform().daemon().name("bench-memory").start(this::watch);
    }

    private void watch() {
        try {
            for (int n = 1; !closed.await(EVERY_MILLIS, TimeUnit.MILLISECONDS); n++) {
                look(n % THOROUGHLY_EVERY == 0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void look(boolean thoroughly) {
        if (thoroughly) {
            pids = trees.pids();
            proportionalPeakBytes = Math.max(proportionalPeakBytes, trees.proportionalBytes(pids));
        }
        residentPeakBytes = Math.max(residentPeakBytes, trees.residentBytes(pids));
    }

    synchronized long residentPeakBytes() {
        return residentPeakBytes;
    }

    synchronized long proportionalPeakBytes() {
        return proportionalPeakBytes;
    }

    /** Looks a last time. */
    @Override
    public void close() throws InterruptedException {
        closed.countDown();
        thread.join();
        look(true);
    }
}
