package io.longshore.web;

import static org.assertj.core.api.Assertions.assertThat;

import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RedirectsTest {

    private static final HttpUrl FROM = HttpUrl.get("https://example.org:8443/a/b?c=d");

    @ParameterizedTest
    @CsvSource({
        "/x, https://example.org:8443/x",
        "x, https://example.org:8443/a/x",
        "../x, https://example.org:8443/x",
        "?x=y, https://example.org:8443/a/b?x=y",
        "//other.example/x, https://other.example/x",
        "http://other.example/x?y, http://other.example/x?y"
    })
    void areRelativeToThePage(String location, String target) {
        assertThat(Redirects.target(FROM, location)).isEqualTo(target);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://%31%32%37.0.0.1/",
                "http:\\\\127.0.0.1",
                "\\\\127.0.0.1/",
                "/\\127.0.0.1/",
                "/x y",
                "file:///etc/passwd",
                "http:127.0.0.1",
                "HTTP://user@example.org/"
            })
    void keepWhatTheCheckMustSee(String location) {
        assertThat(Redirects.target(FROM, location)).isEqualTo(location);
    }

    @Test
    void keepHostsAsWritten() {
        assertThat(Redirects.target(FROM, "//%31%32%37.0.0.1/")).isEqualTo("https://%31%32%37.0.0.1/");
    }

    @Test
    void areOfFiveKinds() {
        assertThat(java.util.stream.IntStream.range(100, 600).filter(Redirects::isOne))
                .containsExactly(301, 302, 303, 307, 308);
    }
}
