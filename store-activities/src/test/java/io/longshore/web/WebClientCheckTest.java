package io.longshore.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.importing.UriPolicy;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check before anything is promised, and the same check again when the page is fetched. */
final class WebClientCheckTest {

    private static final InetAddress WORLD = InetAddress.ofLiteral("203.0.113.7");
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    @Test
    void whatMayBeFetchedPasses() {
        assertThatCode(() -> client(List.of(WORLD)).check("http://example.org/x"))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "ftp://example.org/x, ftp://example.org/x (scheme ftp is not allowed)",
        "nonsense, nonsense (a scheme and a host are needed)",
        "'', ' (a scheme and a host are needed)'",
        "http://127.0.0.2/x, http://127.0.0.2/x (host 127.0.0.2 is not allowed)",
        "http://0x7f000001/x, http://0x7f000001/x (the host is not in canonical form)",
        "http://[::1]/x, http://[::1]/x (host [::1] is not allowed)",
        "http://user:secret@example.org/x, http://…@example.org/x (user information is not accepted)",
        "http://example.org:22/x?signature=secret, http://example.org:22/x (port 22 is not allowed)"
    })
    void whatMayNotIsRefusedInTheImageApisWords(String uri, String words) {
        ImageException failure = catchThrowableOfType(
                ImageException.class, () -> client(List.of(WORLD)).check(uri));

        assertThat(failure.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(failure).hasMessage("URI for web-download does not pass filtering: " + words);
    }

    @Test
    void namesOfLocalAddressesAndNamesOfNothingAreRefused() {
        ImageException rebound = catchThrowableOfType(
                ImageException.class, () -> client(List.of(LOOPBACK)).check("http://rebound.example/x"));
        ImageException dead = catchThrowableOfType(
                ImageException.class,
                () -> new WebClient(UriPolicy.defaults(), Web.QUICK, Web.NO_NAMES, TlsTrust.system())
                        .check("http://dead.example/x"));

        assertThat(rebound.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(rebound).hasMessageContaining("host rebound.example has no address that is allowed");
        assertThat(dead.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(dead).hasMessageContaining("host dead.example cannot be resolved");
    }

    @Test
    void aNameThatPointsHomeAfterItsCheckIsRefusedWhenFetched() {
        try (RawServer server = new RawServer((asked, line) -> line.head("200 OK", "Content-Length: 0"))) {
            List<InetAddress> answers = new ArrayList<>(List.of(WORLD, LOOPBACK));
            UriPolicy policy =
                    new UriPolicy(List.of("http"), List.of(), List.of(), List.of(), List.of(server.port()), List.of());
            WebClient client =
                    new WebClient(policy, Web.QUICK, name -> List.of(answers.removeFirst()), TlsTrust.system());
            String uri = "http://rebound.example:" + server.port() + "/x?signature=secret";

            client.check(uri);
            ImageException failure = catchThrowableOfType(ImageException.class, () -> client.open(uri, 0, ""));

            assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_LOST);
            assertThat(failure)
                    .hasMessage("http://rebound.example:" + server.port()
                            + "/x is refused: host rebound.example has no address that is allowed");
            assertThat(server.asked()).isEmpty();
        }
    }

    @Test
    void aNameThatCannotBeResolvedWhenFetchedMayBeLater() {
        WebClient client = new WebClient(UriPolicy.defaults(), Web.QUICK, Web.NO_NAMES, TlsTrust.system());
        ImageException failure =
                catchThrowableOfType(ImageException.class, () -> client.open("http://example.org/x", 0, ""));

        assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
    }

    private static WebClient client(List<InetAddress> addresses) {
        return new WebClient(UriPolicy.defaults(), Web.QUICK, name -> addresses, TlsTrust.system());
    }
}
