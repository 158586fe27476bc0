package io.longshore.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShownUriTest {

    @ParameterizedTest
    @CsvSource({
        "http://example.org/x, http://example.org/x",
        "http://example.org:81/x?signature=secret, http://example.org:81/x",
        "http://example.org/x#secret, http://example.org/x",
        "http://user:secret@example.org/x, http://…@example.org/x",
        "http://user:sec/ret@example.org/x, http://…@example.org/x",
        "http://user:sec@ret@example.org/x, http://…@example.org/x",
        "user:secret@example.org, …@example.org",
        "user:secret@http://example.org, …@http://example.org",
        "nonsense, nonsense"
    })
    void leavesOutWhatMayBeSecret(String text, String shown) {
        assertThat(ShownUri.of(text)).isEqualTo(shown);
    }

    @Test
    void staysOnOneLineAndShort() {
        assertThat(ShownUri.of("http://a/\r\nx\u2028y\u0000")).isEqualTo("http://a/??x?y?");
        assertThat(ShownUri.of("http://a/?x\n\nsecret")).isEqualTo("http://a/");
        assertThat(ShownUri.of("x".repeat(5000))).hasSize(301);
    }
}
