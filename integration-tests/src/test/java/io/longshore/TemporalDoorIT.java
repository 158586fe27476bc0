package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.support.Await;
import io.longshore.support.FileContent;
import io.longshore.support.ImageClient;
import io.longshore.support.Site;
import io.longshore.support.TemporalDoor;
import io.longshore.web.TestCertificate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Temporal that is reached by TLS and with an API key, both named by Temporal's own variables. */
final class TemporalDoorIT {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String HOST = "temporal.example.org";
    private static final String KEY = "key-that-opens";
    private static final String OTHER_KEY = "key-that-does-not";

    @TempDir
    Path directory;

    private final byte[] content = new byte[1 << 20];
    private TestCertificate certificate;
    private Site site;
    private TemporalDoor door;

    @BeforeEach
    void open() throws IOException, GeneralSecurityException {
        new Random(1).nextBytes(content);
        certificate = TestCertificate.of(HOST, directory);
        site = new Site(directory);
        door = new TemporalDoor(site.servers().temporalAddress(), certificate, KEY);
    }

    @AfterEach
    void close() {
        site.close();
        door.close();
    }

    @Test
    void importsRunAndAreSeenThroughIt() {
        ImageClient client = site.local("one", "start", variables(KEY)).client();
        String image = imported(client);
        assertThat(client.awaitEnd(image, PATIENCE).get("status").asText()).isEqualTo("active");
        FileContent.assertHolds(site.onlyFile("cheap", image), content);
        assertThat(client.progress(image).get("phase").asText()).isEqualTo("succeeded");
        assertThat(log()).doesNotContain(KEY);
    }

    @Test
    void aKeyThatDoesNotOpenIsSaidAndImportsWaitForOneThatDoes() {
        ImageClient client = site.local("one", "start", variables(OTHER_KEY)).client();
        Await.until(PATIENCE, this::log, () -> log().contains("UNAUTHENTICATED: no such key"));
        String image = imported(client);
        assertThat(client.show(image).get("status").asText()).isEqualTo("importing");
        door.changeKey(OTHER_KEY);
        assertThat(client.awaitEnd(image, PATIENCE).get("status").asText()).isEqualTo("active");
        assertThat(log()).doesNotContain(OTHER_KEY);
    }

    @Test
    void aCertificateThatNobodyVouchesForIsNotTalkedTo() throws IOException, GeneralSecurityException {
        TestCertificate another = TestCertificate.of(HOST, Files.createDirectory(directory.resolve("another")));
        var variables = Map.of(
                "TEMPORAL_ADDRESS",
                door.address(),
                "TEMPORAL_API_KEY",
                KEY,
                "TEMPORAL_TLS_SERVER_NAME",
                HOST,
                "TEMPORAL_TLS_SERVER_CA_CERT_PATH",
                another.pem().toString());
        ImageClient client = site.local("one", "start", variables).client();
        Await.until(PATIENCE, this::log, () -> log().contains("Temporal does not answer"));
        String image = imported(client);
        assertThat(client.show(image).get("status").asText()).isEqualTo("importing");
        assertThat(client.progress(image).get("phase").asText()).isEqualTo("accepted");
    }

    private Map<String, String> variables(String key) {
        return Map.of(
                "TEMPORAL_ADDRESS",
                door.address(),
                "TEMPORAL_API_KEY",
                key,
                "TEMPORAL_TLS_SERVER_NAME",
                HOST,
                "TEMPORAL_TLS_SERVER_CA_CERT_PATH",
                certificate.pem().toString());
    }

    private String imported(ImageClient client) {
        String image = client.create("behind the door");
        client.stage(image, () -> new ByteArrayInputStream(content)).expect(204);
        client.importInto(image, "{\"name\":\"glance-direct\"}", true, List.of("cheap"))
                .expect(202);
        return image;
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("one.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
