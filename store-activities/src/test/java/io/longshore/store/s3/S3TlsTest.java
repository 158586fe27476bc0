package io.longshore.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.GivenBytes;
import io.longshore.store.Part;
import io.longshore.store.Store;
import io.longshore.web.ServerHttp;
import io.longshore.web.TestCertificate;
import io.longshore.web.TlsTrust;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers with a certificate of the site's own, by either style of address. */
final class S3TlsTest {

    private static final String BYTES = "a disk";

    @TempDir
    Path directory;

    private final MockWebServer server = new MockWebServer();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    @AfterEach
    void stop() {
        server.close();
    }

    private TestCertificate startedFor(String host) throws Exception {
        TestCertificate certificate = TestCertificate.of(host, directory);
        server.useHttps(certificate.server());
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                String host = String.valueOf(request.getHeaders().get("Host"));
                asked.add(request.getMethod() + " " + host.replaceAll(":.*", "")
                        + request.getUrl().encodedPath());
                return new MockResponse.Builder()
                        .addHeader("ETag", "\"tag\"")
                        .setHeader("Content-Length", request.getMethod().equals("HEAD") ? "6" : "0")
                        .build();
            }

            @Override
            public MockResponse peek() {
                return new MockResponse.Builder().add100Continue().build();
            }
        });
        server.start(InetAddress.ofLiteral("127.0.0.1"), 0);
        return certificate;
    }

    private Map<String, Object> options(String host) {
        return new HashMap<>(Map.of(
                "endpoint", "https://" + host + ":" + server.getPort(),
                "bucket", "images",
                "access-key", "key",
                "secret-key", "secret",
                "timeout", "30s"));
    }

    @Test
    void whoseAuthorityTheConfigurationNamesIsBelievedAndNobodyElse() throws Exception {
        TestCertificate certificate = startedFor("localhost");
        Map<String, Object> options = options("localhost");
        ObjectUrl url = S3Location.url(S3StoreConfig.of(StoreId.of("s"), directory, options), "k");
        ImageException failure = catchThrowableOfType(
                ImageException.class, () -> store(options).source(url).object());
        assertThat(failure.kind()).isEqualTo(FailureKind.SOURCE_UNAVAILABLE);
        assertThat(failure).hasMessageContaining("its certificate is not trusted");
        assertThat(asked).isEmpty();

        options.put("ca-certificates-file", certificate.pem().toString());
        assertThat(store(options).source(url).object().size()).hasValue(6);
        assertThat(asked).containsExactly("HEAD localhost/images/k");
    }

    @ParameterizedTest
    @CsvSource({"path, s3.example, /images/k", "virtual, images.s3.example, /k"})
    void eitherStyleOfAddressReachesTheBucket(String style, String host, String path) throws Exception {
        TestCertificate certificate = startedFor(host);
        Map<String, Object> options = options("s3.example");
        options.put("addressing", style);
        S3StoreConfig config = S3StoreConfig.of(StoreId.of("s"), directory, options);
        OkHttpClient http = ServerHttp.client(TlsTrust.authorities(certificate.pem()), config.silence())
                .newBuilder()
                .dns(name -> List.of(InetAddress.ofLiteral("127.0.0.1")))
                .build();
        S3Clients clients = new S3Clients(config, http);
        S3Failures failures = new S3Failures(StoreId.of("s"), false);
        assertThat(clients.server(failures).find("k").orElseThrow().sizeBytes()).isEqualTo(6);
        Part part = new Part(1, 0, BYTES.length());
        assertThat(clients.sender(failures)
                        .object("k", part, new GivenBytes(BYTES))
                        .length())
                .isEqualTo(BYTES.length());
        assertThat(asked).containsExactly("HEAD " + host + path, "PUT " + host + path);
    }

    private Store store(Map<String, Object> options) {
        return new S3StoreFactory(directory).create(StoreId.of("s"), "", 0, options);
    }
}
