package io.longshore.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
            pace.take(Long.MAX_VALUE / 20, NEVER);
        }
    }

    @Test
    void what_was_taken_is_paid_for_before_more_is_written() {
        pace.set(OptionalLong.of(1_000));
        pace.take(2_000, NEVER);
        after(1_999);
        assertThatThrownBy(() -> pace.take(1, TELLS)).isInstanceOf(Told.class);
        after(1);
        pace.take(1, NEVER);
        after(60_000);
        pace.take(500, NEVER);
        assertThatThrownBy(() -> pace.take(1, TELLS))
                .as("a rest is not saved up")
                .isInstanceOf(Told.class);
    }

    @Test
    void what_is_given_back_needs_no_paying() {
        pace.set(OptionalLong.of(1_000));
        pace.take(2_000, NEVER);
        pace.giveBack(1_500);
        after(500);
        pace.take(1_000, NEVER);
        pace.giveBack(1_000);
        pace.take(1, NEVER);
    }

    /** However many come at once, one of them writes. */
    @Test
    void a_crowd_keeps_to_the_rate() throws Exception {
        pace.set(OptionalLong.of(1_000));
        int crowd = 8;
        CyclicBarrier together = new CyclicBarrier(crowd);
        AtomicInteger wrote = new AtomicInteger();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            for (int i = 0; i < crowd; i++) {
                all.add(CompletableFuture.runAsync(
                        () -> {
                            try {
                                together.await();
                                pace.take(1_000, TELLS);
                                wrote.incrementAndGet();
                            } catch (Told waits) {
                                return;
                            } catch (InterruptedException | BrokenBarrierException e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        threads));
            }
            for (CompletableFuture<Void> one : all) {
                one.get(30, TimeUnit.SECONDS);
            }
        }
        assertThat(wrote).hasValue(1);
    }

    @Test
    void a_new_limit_holds_for_what_is_owed() {
        pace.set(OptionalLong.of(1));
        pace.take(1_000, NEVER);
        pace.set(OptionalLong.of(1_000));
        after(1_000);
        pace.take(1, NEVER);
        pace.set(OptionalLong.of(1));
        after(1);
        pace.set(OptionalLong.empty());
        pace.take(1, NEVER);
    }

    @Test
    void who_waits_feels_a_new_limit_at_once() throws Exception {
        pace.set(OptionalLong.of(1));
        pace.take(1_000_000, NEVER);
        CountDownLatch waits = new CountDownLatch(1);
        CompletableFuture<Void> waiter = CompletableFuture.runAsync(() -> pace.take(1, what -> waits.countDown()));
        assertThat(waits.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(waiter).isNotDone();
        pace.set(OptionalLong.empty());
        waiter.get(30, TimeUnit.SECONDS);
    }

    @Test
    void an_interrupt_ends_the_wait() {
        pace.set(OptionalLong.of(1));
        pace.take(1_000_000, NEVER);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> pace.take(1, what -> {}))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.DRAINING));
        assertThat(Thread.interrupted()).isTrue();
    }

    private void after(long millis) {
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(millis));
    }
}
