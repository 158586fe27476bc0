package io.longshore.store;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Finds the one that may write at a name, on servers that can list but not create exclusively. Each contender first makes a mark of its
 * own and then looks: it has won when it sees itself alone. Two can never both win, for each would have had to look before the other's
 * mark was there, and after its own was. The first in the list waits a while for the others to go; one that has won does not go.
 */
public final class SoleWriter {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);
    private static final int LOOKS = 100;

    private SoleWriter() {}

    /** How it ended for one contender. */
    public enum Contest {
        WON,
        LOST,
        /** The server has not listed the mark: its listings lag behind, or it was removed by somebody. */
        UNDECIDED
    }

    /**
     * How it ends for {@code own}; unless it has won, its mark must be removed.
     *
     * @param marks lists all marks there are, always in the same order
     */
    public static Contest contest(String own, Supplier<List<String>> marks) throws InterruptedException {
        boolean listed = false;
        for (int look = 0; look < LOOKS; look++) {
            List<String> rivals = marks.get();
            if (rivals.equals(List.of(own))) {
                return Contest.WON;
            }
            listed = rivals.contains(own);
            if (listed && !rivals.getFirst().equals(own)) {
                return Contest.LOST;
            }
            pause();
        }
        return listed ? Contest.LOST : Contest.UNDECIDED;
    }

    /** Looks until {@code done} says so, for a while; whether it did. */
    public static boolean settles(Supplier<Boolean> done) throws InterruptedException {
        for (int look = 0; look < LOOKS; look++) {
            if (done.get()) {
                return true;
            }
            pause();
        }
        return false;
    }

    private static void pause() throws InterruptedException {
        if (new CountDownLatch(1).await(BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("nobody counts down");
        }
    }
}
