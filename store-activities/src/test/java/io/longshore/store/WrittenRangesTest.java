package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.BitSet;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class WrittenRangesTest {

    private final WrittenRanges ranges = new WrittenRanges();

    @Test
    void nothingIsAnEmptyObject() {
        assertThat(ranges.extents().gapless()).isZero();
        assertThat(ranges.isExactly(0)).isTrue();
        assertThat(ranges.isExactly(1)).isFalse();
        assertThat(ranges).hasToString("nothing");
    }

    @Test
    void aGapIsNoticedUntilItIsFilled() {
        ranges.add(20, 30);
        ranges.add(0, 10);
        assertThat(ranges.extents().gapless()).isEqualTo(10);
        assertThat(ranges.isExactly(30)).isFalse();
        assertThat(ranges).hasToString("0-10, 20-30");
        ranges.add(10, 20);
        assertThat(ranges.extents().gapless()).isEqualTo(30);
        assertThat(ranges.isExactly(30)).isTrue();
        assertThat(ranges.isExactly(29)).isFalse();
    }

    @Test
    void doesWhatABitSetDoes() {
        Random random = new Random(42);
        BitSet bits = new BitSet();
        for (int step = 0; step < 20_000; step++) {
            int start = random.nextInt(60);
            int end = start + random.nextInt(12);
            if (random.nextBoolean()) {
                ranges.add(start, end);
                bits.set(start, end);
            } else {
                ranges.remove(start, end);
                bits.clear(start, end);
            }
            int gapless = bits.nextClearBit(0);
            assertThat(ranges.extents().gapless()).isEqualTo(gapless);
            assertThat(ranges.isExactly(gapless)).isEqualTo(bits.cardinality() == gapless);
            assertThat(ranges.isExactly(bits.length())).isEqualTo(bits.cardinality() == bits.length());
        }
    }
}
