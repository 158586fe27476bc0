package io.longshore.activity;

import static io.longshore.image.ContentManifest.UNIT_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.catalog.WaitingImports;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One slot, whose turn is over, and another project that waits for it. */
final class SpareTest {

    private static final long MIB = 1 << 20;

    private final WaitingImports imports = new WaitingImports();
    private final Shares shares = new Shares(imports.queue(), Duration.ZERO, () -> 0);
    private Shares.Slot slot;

    @BeforeEach
    void takeAndWait() {
        shares.serve("queue", imports.line(), 1);
        slot = shares.take("queue", imports.began("many"));
        imports.waiting("few");
    }

    @Test
    void whoOnlyWaitsForBytesLetsGo() {
        assertThat(new Spare(slot, false, 5 * MIB).isDue(5 * MIB)).isTrue();
    }

    @Test
    void whoReadsAgainWhatWasDoneBeforeGoesOn() {
        Spare copy = new Spare(slot, false, 5 * MIB);
        copy.moved(5 * MIB);
        assertThat(copy.isDue(5 * MIB)).isFalse();
    }

    @Test
    void aCopyLetsGoWhenWhatItHasDoneStays() {
        Spare copy = new Spare(slot, false, 5 * MIB);
        copy.moved(100 * MIB);
        assertThat(copy.isDue(100 * MIB)).as("nothing of it stays yet").isFalse();
        copy.kept(65 * MIB);
        assertThat(copy.isDue(100 * MIB)).as("much of it does not").isFalse();
        copy.kept(95 * MIB);
        assertThat(copy.isDue(100 * MIB)).isTrue();
    }

    @Test
    void aFetchLetsGoWhenItHasAUnitMore() {
        Spare fetch = new Spare(slot, true, 3 * UNIT_BYTES);
        fetch.moved(4 * UNIT_BYTES - 1);
        assertThat(fetch.isDue(4 * UNIT_BYTES - 1)).isFalse();
        fetch.moved(4 * UNIT_BYTES + 5 * MIB);
        assertThat(fetch.isDue(4 * UNIT_BYTES + 5 * MIB))
                .as("half of the next one")
                .isFalse();
        fetch.moved(5 * UNIT_BYTES + MIB);
        assertThat(fetch.isDue(5 * UNIT_BYTES + MIB)).isTrue();
    }
}
