package io.longshore.transfer;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class CrewTest {

    /** Between the leader's look for failures and its look for hands there is the listener, who takes his time. */
    @Test
    void aHandThatFailsWhileTheListenerIsToldHasFailed() {
        CountDownLatch listening = new CountDownLatch(1);
        AtomicReference<@Nullable Crew> heard = new AtomicReference<>();
        Recorder slow = new Recorder(word -> {
            listening.countDown();
            Crew crew = heard.get();
            while (crew != null && crew.isAtWork()) {
                Thread.onSpinWait();
            }
        });
        try (Crew crew = new Crew(
                slow,
                new Tally(),
                Thread.ofVirtual().factory(),
                new Crew.LeavingBehind(Duration.ofSeconds(60), () -> {}))) {
            heard.set(crew);
            crew.start(hand -> {
                await(listening);
                throw new ImageException(FailureKind.UNAVAILABLE, "store a: connection reset");
            });
            assertThatThrownBy(crew::lead).hasMessage("store a: connection reset");
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
