package io.longshore.launch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What a command has opened. Closed last first, once, on the thread of the command: at its end, or when the process is told to end, for
 * then that thread is interrupted and waited for.
 */
final class Belongings implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 90;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread owner = Thread.currentThread();
    private boolean closing;

    /** Those of the calling thread. */
    static Belongings closedOnSignals() {
        Belongings belongings = new Belongings();
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(belongings::endNow));
        return belongings;
    }

    <T extends AutoCloseable> T add(T opened) {
        open.push(opened);
        return opened;
    }

    /** Blocks until the process is told to end: then throws. */
    void awaitEnd() throws InterruptedException {
        closed.await();
    }

    @Override
    public void close() {
        synchronized (this) {
            closing = true;
        }
        boolean interrupted = Thread.interrupted();
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (InterruptedException e) {
                interrupted = true;
            } catch (Exception e) {
                System.getLogger(Belongings.class.getName()).log(System.Logger.Level.WARNING, "while ending", e);
            }
        }
        closed.countDown();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void endNow() {
        synchronized (this) {
            if (!closing) {
                owner.interrupt();
            }
        }
        try {
            closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
