package io.longshore.launch.bench;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ends connections whose exchange takes too long: a server that hangs must not hang the benchmark. */
final class Watchdog implements AutoCloseable {

    private final Duration patience;
    private final Set<Guard> busy = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    Watchdog(Duration patience) {
        this.patience = patience;
        Thread.ofPlatform().daemon().name("bench-watchdog").start(this::watch);
    }

    /** Watches one exchange, until the guard is closed. */
    Guard over(SocketChannel channel) {
        Guard guard = new Guard(channel);
        busy.add(guard);
        return guard;
    }

    private void watch() {
        try {
            while (!closed.await(Math.min(1000, patience.toMillis()), TimeUnit.MILLISECONDS)) {
                busy.forEach(Guard::endIfLate);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }

    /** One exchange. */
    final class Guard implements AutoCloseable {

        private final SocketChannel channel;
        private final long startNanos = System.nanoTime();
        private volatile boolean late;

        private Guard(SocketChannel channel) {
            this.channel = channel;
        }

        private void endIfLate() {
            if (System.nanoTime() - startNanos > patience.toNanos()) {
                late = true;
                try {
                    channel.close();
                } catch (IOException e) {
                    // Whoever uses it learns of it.
                }
            }
        }

        /** Fails where the connection was ended, should that have looked like a proper end. */
        void requireInTime() throws IOException {
            if (late) {
                throw new IOException("no answer within " + patience.toSeconds() + " s");
            }
        }

        @Override
        public void close() {
            busy.remove(this);
        }
    }
}
