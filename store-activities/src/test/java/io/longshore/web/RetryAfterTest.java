package io.longshore.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RetryAfterTest {

    private static final Duration LONGEST = Duration.ofMinutes(10);

    @Test
    void isReadInSeconds() {
        assertThat(of("7")).isEqualTo(Duration.ofSeconds(7));
        assertThat(of("0")).isEqualTo(Duration.ZERO);
    }

    @Test
    void isReadAsADateOnTheServersClock() {
        Headers headers =
                Headers.of("Date", "Tue, 15 Nov 1994 12:45:26 GMT", "Retry-After", "Tue, 15 Nov 1994 12:47:26 GMT");

        assertThat(RetryAfter.of(headers, LONGEST)).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void isReadAsADateOnOurClockWhereTheServerShowsNone() {
        Headers.Builder headers =
                new Headers.Builder().set("Retry-After", Instant.now().plusSeconds(300));

        assertThat(RetryAfter.of(headers.build(), LONGEST)).isBetween(Duration.ofSeconds(200), Duration.ofSeconds(300));
    }

    @Test
    void isBoundedOnBothSides() {
        assertThat(of("999999999999999999")).isEqualTo(LONGEST);
        assertThat(of("Tue, 15 Nov 1994 12:45:26 GMT")).isEqualTo(Duration.ZERO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "soon", "-1", "1.5", "9999999999999999999999"})
    void isNotGuessed(String text) {
        assertThat(of(text)).isNull();
    }

    private static @Nullable Duration of(String text) {
        return RetryAfter.of(Headers.of("Retry-After", text), LONGEST);
    }
}
