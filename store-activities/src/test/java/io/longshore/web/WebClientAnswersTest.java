package io.longshore.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Answers that are not the page: whether another attempt can help, and when. */
final class WebClientAnswersTest {

    @ParameterizedTest
    @CsvSource({
        "201, SOURCE_LOST",
        "204, SOURCE_LOST",
        "300, SOURCE_LOST",
        "304, SOURCE_LOST",
        "305, SOURCE_LOST",
        "400, SOURCE_LOST",
        "401, SOURCE_LOST",
        "403, SOURCE_LOST",
        "404, NOT_FOUND",
        "405, SOURCE_LOST",
        "408, SOURCE_UNAVAILABLE",
        "410, NOT_FOUND",
        "416, SOURCE_LOST",
        "418, SOURCE_LOST",
        "429, SOURCE_UNAVAILABLE",
        "451, SOURCE_LOST",
        "500, SOURCE_UNAVAILABLE",
        "501, SOURCE_LOST",
        "502, SOURCE_UNAVAILABLE",
        "503, SOURCE_UNAVAILABLE",
        "504, SOURCE_UNAVAILABLE",
        "505, SOURCE_LOST",
        "520, SOURCE_UNAVAILABLE"
    })
    void sayByTheirStatusWhatTheyMean(int status, FailureKind kind) {
        try (RawServer server = new RawServer((asked, line) ->
                line.head(status + " Secret Reason", "Content-Length: 0", "WWW-Authenticate: Basic realm=x"))) {
            ImageException failure = fail(server, "/x?signature=hidden");

            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure).hasMessageStartingWith("127.0.0.1:" + server.port() + " answered " + status);
            assertThat(failure.getMessage()).doesNotContain("hidden").doesNotContain("Secret");
            assertThat(server.asked()).hasSize(1);
            assertThat(server.asked().getFirst().header("Authorization")).isEmpty();
        }
    }

    @Test
    void aProxyThatWantsCredentialsGetsNone() {
        try (RawServer server = new RawServer(
                (asked, line) -> line.head("407 Proxy Authentication Required", "Proxy-Authenticate: Basic realm=x"))) {
            assertThat(fail(server, "/").kind()).isEqualTo(FailureKind.SOURCE_LOST);
        }
    }

    @ParameterizedTest
    @CsvSource({"503, 7, 7", "429, 30, 30", "500, 100000, 600", "503, 'Tue, 15 Nov 1994 12:47:26 GMT', 120"})
    void passOnWhenToComeBack(int status, String retryAfter, long seconds) {
        try (RawServer server = new RawServer((asked, line) -> line.head(
                status + " Later",
                "Date: Tue, 15 Nov 1994 12:45:26 GMT",
                "Retry-After: " + retryAfter,
                "Content-Length: 0"))) {
            assertThat(fail(server, "/").retryAfter()).contains(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void ofFinalKindPromiseNothing() {
        try (RawServer server =
                new RawServer((asked, line) -> line.head("403 Forbidden", "Retry-After: 7", "Content-Length: 0"))) {
            assertThat(fail(server, "/").retryAfter()).isEmpty();
        }
    }

    @Test
    void withoutAWordOnWhenLeaveThatToTheCaller() {
        try (RawServer server =
                new RawServer((asked, line) -> line.head("503 Later", "Retry-After: soon", "Content-Length: 0"))) {
            assertThat(fail(server, "/").retryAfter()).isEmpty();
        }
    }

    @Test
    void thatNeverComeBecauseNobodyListensMayComeLater() throws Exception {
        int port;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = taken.getLocalPort();
        }
        ImageException failure = catchThrowableOfType(
                ImageException.class,
                () -> Web.client(port).open("http://127.0.0.1:" + port + "/x?signature=hidden", 0, ""));

        assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
        assertThat(failure).hasMessage("127.0.0.1:" + port + ": connection refused");
    }

    @Test
    void thatAreCutOffMayComeLater() {
        try (RawServer server = new RawServer((asked, line) -> line.say("HTTP/1.1 200 O"))) {
            ImageException failure = fail(server, "/x?signature=hidden");

            assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
            assertThat(failure).hasMessage("127.0.0.1:" + server.port() + ": the connection ended without an answer");
        }
    }

    @Test
    void thatAreResetMayComeLater() {
        try (RawServer server = new RawServer((asked, line) -> line.reset())) {
            ImageException failure = fail(server, "/");

            assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
            assertThat(failure).hasMessageContaining("127.0.0.1:" + server.port() + ": connection reset");
        }
    }

    @Test
    void inOtherProtocolsAreFinalAndNotShown() {
        try (RawServer server = new RawServer((asked, line) -> line.say("SSH-2.0-OpenSSH_9.2\r\n"))) {
            ImageException failure = fail(server, "/");

            assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_LOST);
            assertThat(failure).hasMessage("127.0.0.1:" + server.port() + " does not answer in HTTP");
        }
    }

    private static ImageException fail(RawServer server, String path) {
        return catchThrowableOfType(
                ImageException.class, () -> Web.client(server.port()).open(server.url(path), 0, ""));
    }
}
