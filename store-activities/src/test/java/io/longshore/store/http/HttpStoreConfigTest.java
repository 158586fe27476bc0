package io.longshore.store.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.ByteSource;
import io.longshore.web.TestCertificate;
import io.longshore.web.Web;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HttpStoreConfigTest {

    private static final StoreId ID = StoreId.of("web");

    @TempDir
    Path directory;

    @Test
    void defaultsBelieveWhomJavaBelieves() {
        assertThat(HttpStoreConfig.of(ID, directory, Map.of())).isEqualTo(new HttpStoreConfig(null, false));
    }

    @Test
    void everyOptionIsRead() {
        assertThat(HttpStoreConfig.of(ID, directory, Map.of("https-ca-certificates-file", "ca.pem")))
                .isEqualTo(new HttpStoreConfig(directory.resolve("ca.pem"), false));
        assertThat(HttpStoreConfig.of(ID, directory, Map.of("https-insecure", true)))
                .isEqualTo(new HttpStoreConfig(null, true));
    }

    @Test
    void whatMakesNoSenseIsNamed() {
        refused(Map.of("directory", "/x"), "store web: option directory is unknown to an http store");
        refused(Map.of("https-insecure", "yes"), "store web: option https-insecure must be true or false");
        refused(
                Map.of("https-ca-certificates-file", 1),
                "store web: option https-ca-certificates-file must be the path");
        refused(
                Map.of("https-ca-certificates-file", " "),
                "store web: option https-ca-certificates-file must be the path");
        refused(
                Map.of("https-ca-certificates-file", "a\0b"),
                "store web: option https-ca-certificates-file is not a path");
        refused(
                Map.of("https-ca-certificates-file", "ca.pem", "https-insecure", true),
                "store web: option https-insecure makes https-ca-certificates-file useless");
    }

    @Test
    void aFileWithoutCertificatesIsNamedWhenTheStoreIsMade() throws IOException {
        Files.writeString(directory.resolve("empty.pem"), "");

        assertThatThrownBy(() -> factory(443).create(ID, "", 0, Map.of("https-ca-certificates-file", "empty.pem")))
                .hasMessageContaining("option https-ca-certificates-file names a file that holds no certificates");
        assertThatThrownBy(() -> factory(443).create(ID, "", 0, Map.of("https-ca-certificates-file", "missing.pem")))
                .hasMessageContaining("option https-ca-certificates-file names a file that holds no certificates");
    }

    @Test
    void theOptionsDecideWhoIsBelieved() throws Exception {
        TestCertificate certificate = TestCertificate.of("good.example", directory);
        try (MockWebServer server = new MockWebServer()) {
            server.useHttps(certificate.server());
            server.start(InetAddress.ofLiteral("127.0.0.1"), 0);
            server.enqueue(new MockResponse.Builder().body("ok").build());
            server.enqueue(new MockResponse.Builder().body("ok").build());

            assertThat(read(server, Map.of("https-ca-certificates-file", "server.pem")))
                    .isEqualTo("ok");
            assertThat(read(server, Map.of("https-insecure", true))).isEqualTo("ok");
            ImageException failure = catchThrowableOfType(ImageException.class, () -> read(server, Map.of()));
            assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_LOST);
            assertThat(failure).hasMessageContaining("its certificate is not trusted");
        }
    }

    private String read(MockWebServer server, Map<String, Object> options) throws IOException {
        ObjectUrl url = ObjectUrl.of("https://good.example:" + server.getPort() + "/x");
        try (ByteSource source =
                factory(server.getPort()).create(ID, "", 0, options).source(url)) {
            return new String(Web.read(source.open(0)), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private HttpStoreFactory factory(int port) {
        return new HttpStoreFactory(directory, Web.allowing(List.of("good.example"), port), Web.QUICK, Web::loopback);
    }

    private void refused(Map<String, Object> options, String message) {
        ImageException failure =
                catchThrowableOfType(ImageException.class, () -> HttpStoreConfig.of(ID, directory, options));

        assertThat(failure.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(failure).hasMessageStartingWith(message);
    }
}
