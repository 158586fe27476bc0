package io.longshore.transfer;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells the listener, a few times a second, how things are. Used by the leading thread alone. */
final class Beat {

    private static final long INTERVAL_NANOS = Duration.ofMillis(200).toNanos();

    private final TransferListener listener;
    private final Tally tally;
    private long next = System.nanoTime() + INTERVAL_NANOS;
    private long touched;
    private boolean waiting;

    Beat(TransferListener listener, Tally tally) {
        this.listener = listener;
        this.tally = tally;
    }

    boolean isDue() {
        return System.nanoTime() - next >= 0;
    }

    long untilNextNanos() {
        return Math.max(1, next - System.nanoTime());
    }

    void tell(Consumer<TransferListener> word) {
        word.accept(listener);
    }

    void waiting(String what) {
        waiting = true;
        listener.waiting(what);
    }

    void conclude() {
        listener.allMoved();
        listener.checked(tally.checked());
        listener.progress(tally.done());
    }

    /** If it is time: progress if there was any, else what is waited for, else that nothing is known. */
    void tick(Supplier<@Nullable String> commonWait) {
        if (!isDue()) {
            return;
        }
        next = System.nanoTime() + INTERVAL_NANOS;
        String wait = commonWait.get();
        long now = tally.touched();
        boolean moved = now != touched;
        touched = now;
        if (waiting && (moved || wait == null)) {
            waiting = false;
            listener.working();
        }
        if (moved) {
            listener.checked(tally.checked());
            listener.progress(tally.done());
        } else if (wait != null) {
            waiting(wait);
        } else {
            listener.idle();
        }
    }
}
