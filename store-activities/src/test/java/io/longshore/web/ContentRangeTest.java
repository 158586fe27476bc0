package io.longshore.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

final class ContentRangeTest {

    @Test
    void readsPartsAndEmptyOnes() {
        assertThat(ContentRange.parse("bytes 5-9/10")).contains(new ContentRange(5L, 9L, 10L));
        assertThat(ContentRange.parse("Bytes 5-5/10")).contains(new ContentRange(5L, 5L, 10L));
        assertThat(ContentRange.parse("bytes 5-9/*")).contains(new ContentRange(5L, 9L, null));
        assertThat(ContentRange.parse("bytes */10")).contains(new ContentRange(null, null, 10L));
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {
                "5-9/10",
                "bytes=5-9/10",
                "bytes 9-5/10",
                "bytes 5-10/10",
                "bytes 5-/10",
                "bytes -5/10",
                "bytes 5-9",
                "bytes 5-9/x",
                "bytes 5-9/10, bytes 1-2/10",
                "bytes 5-9/99999999999999999999",
                "items 5-9/10"
            })
    void makesNoSenseOfTheRest(String header) {
        assertThat(ContentRange.parse(header)).isEmpty();
    }
}
