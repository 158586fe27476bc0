package io.longshore.web;

import static org.assertj.core.api.Assertions.assertThat;

import okhttp3.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ValidatorsTest {

    private static final String OLD = "Tue, 15 Nov 1994 12:45:26 GMT";
    private static final String MINUTE_LATER = "Tue, 15 Nov 1994 12:46:26 GMT";
    private static final String JUST_BEFORE = "Tue, 15 Nov 1994 12:46:25 GMT";

    @Test
    void aStrongTagIsOne() {
        assertThat(Validators.of(Headers.of("ETag", "\"abc\"", "Last-Modified", OLD)))
                .isEqualTo("\"abc\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"W/\"abc\"", "abc", "\"\"", "\"a\"b\"", "\"a b\"", "\""})
    void otherTagsAreNotAndForbidTheDate(String tag) {
        assertThat(Validators.of(Headers.of("ETag", tag, "Last-Modified", OLD, "Date", MINUTE_LATER)))
                .isEmpty();
    }

    @Test
    void tagsThatCannotBeSentBackAreNot() {
        Headers strange =
                new Headers.Builder().addUnsafeNonAscii("ETag", "\"\u00e9\"").build();

        assertThat(Validators.of(strange)).isEmpty();
        assertThat(Validators.of(Headers.of("ETag", "\"" + "x".repeat(1001) + "\"")))
                .isEmpty();
    }

    @Test
    void aDateIsOneOnceItIsAMinuteOld() {
        assertThat(Validators.of(Headers.of("Last-Modified", OLD, "Date", MINUTE_LATER)))
                .isEqualTo(OLD);
        assertThat(Validators.of(Headers.of("Last-Modified", OLD, "Date", JUST_BEFORE)))
                .isEmpty();
        assertThat(Validators.of(Headers.of("Last-Modified", OLD))).isEmpty();
        assertThat(Validators.of(Headers.of("Last-Modified", "yesterday", "Date", OLD)))
                .isEmpty();
    }

    @Test
    void nothingIsNone() {
        assertThat(Validators.of(Headers.of())).isEmpty();
    }

    @Test
    void confirmAndContradict() {
        Headers same = Headers.of("ETag", "\"a\"", "Last-Modified", OLD);
        Headers other = Headers.of("ETag", "\"b\"", "Last-Modified", MINUTE_LATER);

        assertThat(Validators.confirm("\"a\"", same)).isTrue();
        assertThat(Validators.confirm(OLD, same)).isTrue();
        assertThat(Validators.contradict("\"a\"", same)).isFalse();
        assertThat(Validators.confirm("\"a\"", other)).isFalse();
        assertThat(Validators.contradict("\"a\"", other)).isTrue();
        assertThat(Validators.contradict(OLD, other)).isTrue();
        assertThat(Validators.contradict("\"a\"", Headers.of("ETag", "W/\"a\"")))
                .isTrue();
        assertThat(Validators.confirm("\"a\"", Headers.of())).isFalse();
        assertThat(Validators.contradict("\"a\"", Headers.of())).isFalse();
    }
}
