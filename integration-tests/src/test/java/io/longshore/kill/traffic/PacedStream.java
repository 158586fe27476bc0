package io.longshore.kill.traffic;

import io.longshore.kill.site.Rest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/** A client that has its bytes only so fast. */
final class PacedStream extends FilterInputStream {

    private final Pace pace;

    PacedStream(InputStream bytes, long bytesPerSecond) {
        super(bytes);
        this.pace = new Pace(bytesPerSecond);
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int read = super.read(target, offset, length);
        if (read > 0) {
            pace.moved(read);
        }
        return read;
    }

    /** Holds its caller back to a rate. */
    static final class Pace {

        private static final Duration CATCHES_UP = Duration.ofSeconds(1);

        private final long bytesPerSecond;
        private long due = System.nanoTime();

        Pace(long bytesPerSecond) {
            this.bytesPerSecond = bytesPerSecond;
        }

        void moved(int more) {
            long now = System.nanoTime();
            // What a standstill has lost is not made up for in a burst.
            due = Math.max(due, now - CATCHES_UP.toNanos()) + more * 1_000_000_000L / bytesPerSecond;
            long early = due - now;
            if (early > 1_000_000) {
                Rest.of(Duration.ofNanos(early));
            }
        }
    }
}
