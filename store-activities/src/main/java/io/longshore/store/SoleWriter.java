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

    /**
     * Whether {@code own} has won; if not, its mark must be removed.
     *
     * @param marks lists all marks there are, always in the same order
     */
    public static boolean hasWon(String own, Supplier<List<String>> marks) throws InterruptedException {
        for (int look = 0; look < LOOKS; look++) {
            List<String> rivals = marks.get();
            if (rivals.equals(List.of(own))) {
                return true;
            }
            if (rivals.isEmpty() || !rivals.getFirst().equals(own)) {
                return false;
            }
            pause();
        }
        return false;
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
