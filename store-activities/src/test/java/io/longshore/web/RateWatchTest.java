package io.longshore.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RateWatchTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final RateWatch watch = new RateWatch(1024, Duration.ofSeconds(60));

    @Test
    void speaksOnlyWhenAWindowOfWaitingIsFull() {
        assertThat(watch.isTooSlow(1, 59 * SECOND)).isFalse();
        assertThat(watch.isTooSlow(1, SECOND)).isTrue();
    }

    @Test
    void isContentWithTheLeastRate() {
        assertThat(watch.isTooSlow(60 * 1024, 60 * SECOND)).isFalse();
        assertThat(watch.isTooSlow(60 * 1024 - 1, 60 * SECOND)).isTrue();
    }

    @Test
    void beginsAnewWithEveryWindow() {
        assertThat(watch.isTooSlow(1_000_000, 60 * SECOND)).isFalse();
        assertThat(watch.isTooSlow(1, 60 * SECOND)).isTrue();
    }

    @Test
    void judgesALongWaitByItsLength() {
        assertThat(watch.isTooSlow(60 * 1024, 120 * SECOND)).isTrue();
    }

    @Test
    void canBeToldThatAnyRateWillDo() {
        assertThat(new RateWatch(0, Duration.ofSeconds(60)).isTooSlow(0, 600 * SECOND))
                .isFalse();
    }
}
