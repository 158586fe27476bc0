package io.longshore.service;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;

/** Something done again and again by one thread, whatever happens in between. */
final class Loop implements AutoCloseable {

    private final String name;
    private final Duration every;
    private final Logger log;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    Loop(String name, Duration every, Logger log) {
        this.name = name;
        this.every = every;
        this.log = log;
    }

    /** Begins; {@code atEnd} runs once, on the same thread, when the loop was closed. */
    void start(Runnable pass, Runnable atEnd) {
        Thread.ofVirtual().name(name).start(() -> {
            try {
                boolean failing = false;
                while (!closed.await(every.toMillis(), TimeUnit.MILLISECONDS)) {
                    failing = once(pass, failing);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                atEnd.run();
                ended.countDown();
            }
        });
    }

    /** A failure is told once, not at every pass. */
    private boolean once(Runnable pass, boolean failing) {
        try {
            pass.run();
            if (failing) {
                log.info("{}: works again", name);
            }
            return false;
        } catch (RuntimeException | Error e) {
            if (!failing) {
                log.warn("{}: {}; trying again", name, Runs.words(e));
            }
            return true;
        }
    }

    /** Ends the loop after the pass under way. */
    @Override
    public void close() {
        closed.countDown();
        try {
            if (!ended.await(10, TimeUnit.SECONDS)) {
                log.warn("{}: does not end", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
