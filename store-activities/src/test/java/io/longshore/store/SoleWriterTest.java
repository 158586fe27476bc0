package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.store.SoleWriter.Contest;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SoleWriterTest {

    /** What a server lists at each look; the last for ever. */
    private static Contest contest(List<List<String>> looks) throws InterruptedException {
        Deque<List<String>> left = new ArrayDeque<>(looks);
        return SoleWriter.contest("b", () -> left.size() > 1 ? left.removeFirst() : left.getFirst());
    }

    @Test
    void who_is_alone_has_won() throws InterruptedException {
        assertThat(contest(List.of(List.of("b")))).isEqualTo(Contest.WON);
    }

    @Test
    void the_first_waits_for_the_others_to_go() throws InterruptedException {
        assertThat(contest(List.of(List.of("b", "c"), List.of("b", "c"), List.of("b"))))
                .isEqualTo(Contest.WON);
        assertThat(contest(List.of(List.of("b", "c")))).isEqualTo(Contest.LOST);
    }

    @Test
    void who_is_not_the_first_has_lost() throws InterruptedException {
        assertThat(contest(List.of(List.of("a", "b")))).isEqualTo(Contest.LOST);
    }

    @Test
    void a_listing_that_lags_behind_decides_nothing() throws InterruptedException {
        assertThat(contest(List.of(List.of(), List.of(), List.of("b")))).isEqualTo(Contest.WON);
        assertThat(contest(List.of(List.of("a"), List.of("a"), List.of("a", "b"))))
                .isEqualTo(Contest.LOST);
        assertThat(contest(List.of(List.of("a")))).isEqualTo(Contest.UNDECIDED);
    }
}
