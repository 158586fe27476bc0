package io.longshore.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Protocol;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS is with the name, the connection with the address that was checked. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WebClientTlsTest {

    private static final byte[] BYTES = Web.bytes(3_000_000);

    private final Path directory;
    private final TestCertificate certificate;
    private MockWebServer server = new MockWebServer();

    WebClientTlsTest(@TempDir Path directory) throws Exception {
        this.directory = directory;
        this.certificate = TestCertificate.of("good.example", directory);
    }

    @BeforeEach
    void start() throws IOException {
        server = new MockWebServer();
        server.useHttps(certificate.server());
        server.start(InetAddress.ofLiteral("127.0.0.1"), 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private WebClient client(TlsTrust trust) {
        return new WebClient(
                Web.allowing(List.of("good.example", "other.example"), server.getPort()),
                Web.QUICK,
                Web::loopback,
                trust);
    }

    private String url(String host) {
        return "https://" + host + ":" + server.getPort() + "/x?signature=secret";
    }

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void theNameIsProvenAndThePageComes(Protocol protocol) throws Exception {
        server.setProtocols(protocol == Protocol.HTTP_1_1 ? List.of(protocol) : List.of(protocol, Protocol.HTTP_1_1));
        server.enqueue(new MockResponse.Builder()
                .addHeader("ETag", "\"v1\"")
                .body(new Buffer().write(BYTES))
                .build());

        try (WebPage page = client(TlsTrust.authorities(certificate.pem())).open(url("good.example"), 0, "")) {
            assertThat(page.size()).hasValue(BYTES.length);
            assertThat(page.validator()).isEqualTo("\"v1\"");
            assertThat(Web.read(page.bytes())).isEqualTo(BYTES);
        }
        RecordedRequest request = server.takeRequest();
        assertThat(request.getVersion()).isEqualTo(protocol == Protocol.HTTP_1_1 ? "HTTP/1.1" : "HTTP/2");
        assertThat(request.getUrl().host()).isEqualTo("good.example");
        assertThat(request.getHandshakeServerNames()).containsExactly("good.example");
        assertThat(request.getHeaders().get("Accept-Encoding")).isEqualTo("identity");
    }

    @ParameterizedTest
    @EnumSource(
            value = Protocol.class,
            names = {"HTTP_1_1", "HTTP_2"})
    void headersBeyondAllMeasureAreRefused(Protocol protocol) throws Exception {
        server.setProtocols(protocol == Protocol.HTTP_1_1 ? List.of(protocol) : List.of(protocol, Protocol.HTTP_1_1));
        MockResponse.Builder answer = new MockResponse.Builder();
        for (int i = 0; i < 300; i++) {
            answer.addHeader("X-Filler-" + i, "x".repeat(2000));
        }
        server.enqueue(answer.build());

        ImageException failure = catchThrowableOfType(
                ImageException.class,
                () -> client(TlsTrust.authorities(certificate.pem())).open(url("good.example"), 0, ""));

        assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_LOST);
        assertThat(failure).hasMessageContaining("sends more headers than are accepted");
    }

    /** Whether the client's own library gives up on it first, or we do. */
    @ParameterizedTest
    @CsvSource({
        "HTTP_1_1, 100000",
        "HTTP_1_1, 300000",
        "HTTP_1_1, 3000000",
        "HTTP_2, 66000",
        "HTTP_2, 70000",
        "HTTP_2, 100000",
        "HTTP_2, 150000",
        "HTTP_2, 300000",
        "HTTP_2, 3000000"
    })
    void oneHeaderBeyondAllMeasureIsRefused(Protocol protocol, int length) throws Exception {
        server.setProtocols(protocol == Protocol.HTTP_1_1 ? List.of(protocol) : List.of(protocol, Protocol.HTTP_1_1));
        server.enqueue(new MockResponse.Builder()
                .addHeader("X-Filler", "x".repeat(length))
                .build());

        ImageException failure = catchThrowableOfType(
                ImageException.class,
                () -> client(TlsTrust.authorities(certificate.pem())).open(url("good.example"), 0, ""));

        assertThat(failure).hasMessageContaining("sends more headers than are accepted");
        assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_LOST);
    }

    /** A few bytes that stand for many: HTTP/2 names what it has said before. */
    @ParameterizedTest
    @ValueSource(ints = {20, 100, 5_000})
    void oneHeaderOverAndOverIsRefused(int times) throws Exception {
        server.setProtocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1));
        MockResponse.Builder answer = new MockResponse.Builder();
        for (int i = 0; i < times; i++) {
            answer.addHeader("X-Filler", "x".repeat(3_500));
        }
        server.enqueue(answer.build());

        ImageException failure = catchThrowableOfType(
                ImageException.class,
                () -> client(TlsTrust.authorities(certificate.pem())).open(url("good.example"), 0, ""));

        assertThat(failure).hasMessageContaining("sends more headers than are accepted");
        assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_LOST);
    }

    @ParameterizedTest
    @EnumSource(names = {"SHORTER", "LONGER"})
    void aPageOfAnotherLengthThanAnnouncedIsNoWholePage(Lie lie) throws Exception {
        server.setProtocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1));
        server.enqueue(new MockResponse.Builder()
                .body(new Buffer().writeUtf8("hello"))
                .setHeader("Content-Length", lie == Lie.SHORTER ? "6" : "4")
                .build());
        ByteArrayOutputStream came = new ByteArrayOutputStream();

        ImageException failure = catchThrowableOfType(ImageException.class, () -> {
            try (WebPage page = client(TlsTrust.authorities(certificate.pem())).open(url("good.example"), 0, "")) {
                Web.readInto(page.bytes(), came);
            }
        });

        assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
        assertThat(failure).hasMessageContaining(lie.words);
        assertThat("hello").startsWith(came.toString(java.nio.charset.StandardCharsets.UTF_8));
    }

    enum Lie {
        SHORTER("at byte 5 of 6: the connection ended"),
        LONGER("of 4: what came is not what was announced");

        private final String words;

        Lie(String words) {
            this.words = words;
        }
    }

    @Test
    void aCertificateForAnotherNameIsRefused() {
        ImageException failure = catchThrowableOfType(
                ImageException.class,
                () -> client(TlsTrust.authorities(certificate.pem())).open(url("other.example"), 0, ""));

        assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_LOST);
        assertThat(failure).hasMessage("other.example:" + server.getPort() + ": its certificate is for another name");
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void aCertificateFromNobodyKnownIsRefused() {
        ImageException failure = catchThrowableOfType(
                ImageException.class, () -> client(TlsTrust.system()).open(url("good.example"), 0, ""));

        assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_LOST);
        assertThat(failure).hasMessage("good.example:" + server.getPort() + ": its certificate is not trusted");
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void anyoneIsTrustedWhereTheOperatorSaysSo() throws IOException {
        server.enqueue(new MockResponse.Builder().body("ok").build());

        try (WebPage page = client(TlsTrust.anyone()).open(url("other.example"), 0, "")) {
            assertThat(Web.read(page.bytes())).asString().isEqualTo("ok");
        }
    }

    @Test
    void aServerWithoutTlsMayGetItLater() throws IOException {
        try (RawServer plain = new RawServer((asked, line) -> line.head("200 OK", "Content-Length: 0"))) {
            WebClient client = new WebClient(
                    Web.allowing(List.of("good.example"), plain.port()), Web.QUICK, Web::loopback, TlsTrust.anyone());
            ImageException failure = catchThrowableOfType(
                    ImageException.class, () -> client.open("https://good.example:" + plain.port() + "/", 0, ""));

            assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
        }
    }

    @Test
    void filesWithoutCertificatesAreRefused() throws IOException {
        Path empty = Files.createTempFile(directory, "empty", ".pem");

        assertThatThrownBy(() -> TlsTrust.authorities(empty)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> TlsTrust.authorities(directory.resolve("missing")))
                .isInstanceOf(IOException.class);
        Files.writeString(empty, "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
        assertThatThrownBy(() -> TlsTrust.authorities(empty)).isInstanceOf(IOException.class);
    }

    @Test
    void noProxyIsEverAsked() throws Exception {
        server.enqueue(new MockResponse.Builder().body("ok").build());
        int dead;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            dead = taken.getLocalPort();
        }
        List<String> properties = List.of("socksProxyHost", "http.proxyHost", "https.proxyHost");
        properties.forEach(p -> {
            System.setProperty(p, "127.0.0.1");
            System.setProperty(p.replace("Host", "Port"), String.valueOf(dead));
        });
        System.setProperty("http.nonProxyHosts", "");
        System.setProperty("socksNonProxyHosts", "");
        try (WebPage page = client(TlsTrust.anyone()).open(url("good.example"), 0, "")) {
            assertThat(Web.read(page.bytes())).asString().isEqualTo("ok");
        } finally {
            properties.forEach(p -> {
                System.clearProperty(p);
                System.clearProperty(p.replace("Host", "Port"));
            });
            System.clearProperty("http.nonProxyHosts");
            System.clearProperty("socksNonProxyHosts");
        }
    }
}
