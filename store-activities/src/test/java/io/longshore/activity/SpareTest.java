package io.longshore.activity;

import static io.longshore.image.ContentManifest.UNIT_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.catalog.WaitingImports;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One slot, whose turn is over, and another project that waits for it. */
final class SpareTest {

    private static final long MIB = 1 << 20;
    private static final Duration TURN = Duration.ofMinutes(2);

    private final WaitingImports imports = new WaitingImports();
    private final AtomicLong now = new AtomicLong();
    private final Shares shares = new Shares(imports.queue(), TURN, now::get);
    private Shares.Slot slot;

    @BeforeEach
    void takeAndWait() {
        shares.serve("queue", imports.line(), 1);
        slot = shares.take("queue", imports.began("many"));
        imports.waiting("few");
    }

    @Test
    void whoOnlyWaitsForBytesLetsGo() {
        after(1);
        assertThat(new Spare(slot, Spare.Stays.WHAT_IT_IS_TOLD, 5 * MIB, 1).isDue(5 * MIB, null))
                .isTrue();
    }

    @Test
    void whoReadsAgainWhatWasDoneBeforeGoesOn() {
        Spare copy = new Spare(slot, Spare.Stays.WHAT_IT_IS_TOLD, 5 * MIB, 1);
        copy.moved(5 * MIB);
        after(1);
        assertThat(copy.isDue(5 * MIB, null)).isFalse();
    }

    @Test
    void aCopyLetsGoWhenWhatItHasDoneStays() {
        Spare copy = new Spare(slot, Spare.Stays.WHAT_IT_IS_TOLD, 5 * MIB, 1);
        copy.moved(100 * MIB);
        after(1);
        assertThat(copy.isDue(100 * MIB, null)).as("nothing of it stays yet").isFalse();
        copy.kept(65 * MIB);
        assertThat(copy.isDue(100 * MIB, null)).as("much of it does not").isFalse();
        copy.kept(95 * MIB);
        assertThat(copy.isDue(100 * MIB, null)).isTrue();
    }

    @Test
    void aFetchLetsGoWhenItHasAUnitMore() {
        Spare fetch = new Spare(slot, Spare.Stays.WHOLE_UNITS, 3 * UNIT_BYTES, 1);
        fetch.moved(3 * UNIT_BYTES + 1);
        after(1);
        fetch.moved(4 * UNIT_BYTES - 1);
        assertThat(fetch.isDue(4 * UNIT_BYTES - 1, null)).isFalse();
        fetch.moved(4 * UNIT_BYTES + 5 * MIB);
        assertThat(fetch.isDue(4 * UNIT_BYTES + 5 * MIB, null))
                .as("half of the next one")
                .isFalse();
        fetch.moved(5 * UNIT_BYTES + MIB);
        assertThat(fetch.isDue(5 * UNIT_BYTES + MIB, null)).isTrue();
    }

    @Test
    void aFetchThatLosesAllLetsGoLaterAndLaterEachTime() {
        Spare first = new Spare(slot, Spare.Stays.NOTHING, 0, 1);
        first.moved(MIB);
        after(4);
        assertThat(first.isDue(MIB, 100 * MIB)).isFalse();
        after(1);
        assertThat(first.isDue(MIB, 100 * MIB)).isTrue();

        takeAndWait();
        Spare third = new Spare(slot, Spare.Stays.NOTHING, 0, 3);
        third.moved(MIB);
        after(19);
        assertThat(third.isDue(MIB, null)).isFalse();
        after(1);
        assertThat(third.isDue(MIB, null)).isTrue();
    }

    @Test
    void aFetchThatLosesAllDoesNotLetGoHalfWay() {
        Spare fetch = new Spare(slot, Spare.Stays.NOTHING, 0, 1);
        fetch.moved(50 * MIB);
        after(100);
        assertThat(fetch.isDue(50 * MIB, 100 * MIB)).isFalse();
        assertThat(fetch.isDue(50 * MIB, 101 * MIB)).isTrue();
    }

    @Test
    void aFetchThatGetsNoUnitLetsGoInTheEnd() {
        Spare fetch = new Spare(slot, Spare.Stays.WHOLE_UNITS, 3 * UNIT_BYTES, 1);
        fetch.moved(3 * UNIT_BYTES + 2 * MIB);
        after(4);
        assertThat(fetch.isDue(3 * UNIT_BYTES + 2 * MIB, null)).isFalse();
        after(1);
        assertThat(fetch.isDue(3 * UNIT_BYTES + 2 * MIB, null)).isTrue();
    }

    @Test
    void aCopyOfWhichNothingStaysKeepsItsSlot() {
        Spare copy = new Spare(slot, Spare.Stays.WHAT_IT_IS_TOLD, 0, 1);
        copy.moved(MIB);
        after(100);
        assertThat(copy.isDue(MIB, null)).isFalse();
    }

    private void after(int turns) {
        now.addAndGet(turns * TURN.toNanos());
    }
}
