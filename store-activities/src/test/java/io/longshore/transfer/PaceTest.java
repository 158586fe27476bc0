package io.longshore.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PaceTest {

    private static final Waiting NEVER = what -> {
        throw new AssertionError("waits for " + what);
    };

    private static final class Told extends RuntimeException {}

    private static final Waiting TELLS = what -> {
        throw new Told();
    };

    private final AtomicLong now = new AtomicLong(5_000_000_000L);
    private final Pace pace = new Pace(now::get);

    @Test
    void without_a_limit_nobody_waits() {
        for (int i = 0; i < 10; i++) {
            pace.pay(Long.MAX_VALUE / 20);
            pace.await(NEVER);
        }
    }

    @Test
    void what_was_written_is_paid_for_before_more_is_written() {
        pace.set(OptionalLong.of(1_000));
        pace.await(NEVER);
        pace.pay(2_000);
        after(1_999);
        assertThatThrownBy(() -> pace.await(TELLS)).isInstanceOf(Told.class);
        after(1);
        pace.await(NEVER);
        after(60_000);
        pace.pay(500);
        assertThatThrownBy(() -> pace.await(TELLS)).as("a rest is not saved up").isInstanceOf(Told.class);
    }

    @Test
    void a_new_limit_holds_for_what_is_owed() {
        pace.set(OptionalLong.of(1));
        pace.pay(1_000);
        pace.set(OptionalLong.of(1_000));
        after(1_000);
        pace.await(NEVER);
        pace.set(OptionalLong.of(1));
        pace.pay(1_000);
        pace.set(OptionalLong.empty());
        pace.await(NEVER);
    }

    @Test
    void who_waits_feels_a_new_limit_at_once() throws Exception {
        pace.set(OptionalLong.of(1));
        pace.pay(1_000_000);
        CountDownLatch waits = new CountDownLatch(1);
        CompletableFuture<Void> waiter = CompletableFuture.runAsync(() -> pace.await(what -> waits.countDown()));
        assertThat(waits.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(waiter).isNotDone();
        pace.set(OptionalLong.empty());
        waiter.get(30, TimeUnit.SECONDS);
    }

    @Test
    void an_interrupt_ends_the_wait() {
        pace.set(OptionalLong.of(1));
        pace.pay(1_000_000);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> pace.await(what -> {}))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.DRAINING));
        assertThat(Thread.interrupted()).isTrue();
    }

    private void after(long millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
