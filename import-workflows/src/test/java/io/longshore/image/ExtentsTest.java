package io.longshore.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.Extents.Extent;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExtentsTest {

    private final Extents gap = new Extents(List.of(new Extent(0, 8), new Extent(16, 24)));

    @Test
    void knows_what_is_in_them() {
        assertThat(gap.bytes()).isEqualTo(16);
        assertThat(gap.gapless()).isEqualTo(8);
        assertThat(gap.end()).isEqualTo(24);
        assertThat(gap.cover(0, 8)).isTrue();
        assertThat(gap.cover(17, 24)).isTrue();
        assertThat(gap.cover(7, 9)).isFalse();
        assertThat(gap.cover(0, 24)).isFalse();
        assertThat(gap.cover(12, 12)).isTrue();
        assertThat(gap.areExactly(24)).isFalse();
        assertThat(new Extents(List.of(new Extent(1, 8))).gapless()).isZero();
    }

    @Test
    void none_is_an_empty_object() {
        assertThat(Extents.upTo(0)).isEqualTo(Extents.NONE).hasToString("{}");
        assertThat(Extents.NONE.areExactly(0)).isTrue();
        assertThat(Extents.NONE.areExactly(1)).isFalse();
        assertThat(Extents.NONE.end()).isZero();
        assertThat(Extents.upTo(5).areExactly(5)).isTrue();
    }

    @Test
    void are_read_as_they_are_written() {
        assertThat(gap).hasToString("{[0,8),[16,24)}");
        assertThat(Extents.parse(gap.toString())).isEqualTo(gap);
        assertThat(Extents.parse("{}")).isEqualTo(Extents.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "8", "{[0,8]}", "{[0,8),}", "{[8,0)}", "{[0,8),[8,9)}", "{[0,8),[4,9)}", "{[0,8)}x"})
    void refuse_what_are_none(String text) {
        assertThatThrownBy(() -> Extents.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
