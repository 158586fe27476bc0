package io.longshore.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TurnsTest {

    private final Turns turns = new Turns(1);
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void who_comes_first_is_served_first() throws Exception {
        List<Integer> served = new CopyOnWriteArrayList<>();
        turns.take("a", what -> {});
        List<Future<?>> all = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 10; i++) {
            int me = i;
            CountDownLatch waits = new CountDownLatch(1);
            all.add(threads.submit(() -> {
                turns.take("a", what -> waits.countDown());
                served.add(me);
                turns.give();
            }));
            assertThat(waits.await(30, TimeUnit.SECONDS)).isTrue();
        }
        turns.give();
        for (Future<?> one : all) {
            one.get(30, TimeUnit.SECONDS);
        }
        assertThat(served).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(turns.free()).isEqualTo(1);
    }

    @Test
    void parties_have_their_turns_one_after_the_other() throws Exception {
        List<String> served = new CopyOnWriteArrayList<>();
        turns.take("a", what -> {});
        List<Future<?>> all = new CopyOnWriteArrayList<>();
        for (String me : List.of("a1", "a2", "a3", "a4", "b1", "b2", "c1")) {
            CountDownLatch waits = new CountDownLatch(1);
            all.add(threads.submit(() -> {
                turns.take(me.substring(0, 1), what -> waits.countDown());
                served.add(me);
                turns.give();
            }));
            assertThat(waits.await(30, TimeUnit.SECONDS)).isTrue();
        }
        turns.give();
        for (Future<?> one : all) {
            one.get(30, TimeUnit.SECONDS);
        }
        assertThat(served).containsExactly("a1", "b1", "c1", "a2", "b2", "a3", "a4");
        assertThat(turns.free()).isEqualTo(1);
    }

    @Test
    void who_gives_up_waiting_loses_no_turn() throws Exception {
        turns.take("a", what -> {});
        IllegalStateException tired = new IllegalStateException("tired");
        assertThatThrownBy(() -> turns.take("a", what -> {
                    throw tired;
                }))
                .isSameAs(tired);
        // The turn comes while he who is called is about to leave.
        assertThatThrownBy(() -> turns.take("a", what -> {
                    turns.give();
                    throw tired;
                }))
                .isSameAs(tired);
        assertThat(turns.free()).isEqualTo(1);
    }

    @Test
    void an_interrupt_ends_the_wait() {
        turns.take("a", what -> {});
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> turns.take("a", what -> {}))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.DRAINING));
        assertThat(Thread.interrupted()).isTrue();
        turns.give();
        assertThat(turns.free()).isEqualTo(1);
    }
}
