package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.support.CephGateway;
import io.longshore.support.CephServer;
import io.longshore.support.TlsGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stores behind TLS, with an authority of the operator's own, and buckets that are hosts. */
@Tag("ceph")
final class RadosGwTlsIT {

    @TempDir
    static Path directory;

    private static TlsGateway gateway;
    private static Path configuration;

    @BeforeAll
    static void start() throws IOException, GeneralSecurityException {
        CephGateway users = CephServer.hub().gateway();
        gateway = new TlsGateway(CephServer.hub(), directory);
        configuration = Files.writeString(directory.resolve("longshore.yaml"), """
                stores:
                  - {id: s3, type: s3, endpoint: '%1$s', ca-certificates-file: '%3$s', bucket: by-host, addressing: virtual, %4$s}
                  - {id: swift, type: swift, auth-address: '%2$s', ca-certificates-file: '%3$s', container: by-tls, %5$s}
                  - {id: doubted, type: s3, endpoint: '%1$s', bucket: doubted, %4$s}
                  - {id: mistrusted, type: swift, auth-address: '%2$s', container: doubted, %5$s}
                default-store: s3
                staging: {directory: staging, mode: local}
                database: {url: 'jdbc:postgresql://db/longshore'}
                """.formatted(
                        gateway.address(""),
                        gateway.address("/auth/v1.0"),
                        gateway.authorities(),
                        "create-bucket: true, part-size: 8MiB, access-key: %s, secret-key: %s"
                                .formatted(users.s3AccessKey(), users.s3SecretKey()),
                        "auth-version: 1, create-container: true, segment-size: 8MiB, user: '%s', key: %s"
                                .formatted(users.swiftUser(), users.swiftKey())));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @CsvSource({"s3, by-host", "swift, ''"})
    void everyPromiseIsHeld(String store, String bucketThatIsAHost) {
        assertThat(check(store, bucketThatIsAHost.isEmpty() ? List.of() : List.of(bucketThatIsAHost)))
                .contains("Store " + store, " 0 broken")
                .doesNotContain("BROKEN");
    }

    @Test
    void aBucketIsLookedForByItsHost() {
        assertThatThrownBy(() -> check("s3", List.of())).hasMessageContaining("by-host: its host name is not known");
    }

    @ParameterizedTest
    @ValueSource(strings = {"doubted", "mistrusted"})
    void whomNobodyVouchesForIsNotSpokenTo(String store) {
        assertThatThrownBy(() -> check(store, List.of()))
                .hasMessageContaining("store " + store)
                .hasMessageContaining("certificate");
    }

    private static String check(String store, List<String> bucketsThatAreHosts) {
        return gateway.longshore(bucketsThatAreHosts, "check-store", store, "--config", configuration.toString());
    }
}
