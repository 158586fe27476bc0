package io.longshore.store.swift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import io.longshore.keystone.KeystoneCredentials;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SwiftStoreConfigTest {

    private final Map<String, Object> options = new HashMap<>(Map.of(
            "auth-address", "https://keystone.example.org:5000/v3",
            "user", "glance",
            "key", "very-secret",
            "project", "service"));

    @Test
    void whatIsLeftOutHasADefault() {
        SwiftStoreConfig config = read();
        assertThat(config.reference()).isEqualTo("ref1");
        assertThat(config.container()).isEqualTo("glance");
        assertThat(config.createsContainer()).isFalse();
        assertThat(config.segmentBytes()).isEqualTo(192L << 20);
        assertThat(config.parallelSegments()).isEqualTo(4);
        assertThat(config.auth()).isInstanceOfSatisfying(SwiftAccess3.class, keystone -> {
            assertThat(keystone.credentials())
                    .isEqualTo(
                            new KeystoneCredentials.Password("glance", "Default", "very-secret", "service", "Default"));
            assertThat(keystone.face()).isEqualTo("public");
            assertThat(keystone.serviceType()).isEqualTo("object-store");
        });
    }

    @Test
    void anApplicationCredentialNeedsNoUser() {
        options.keySet().removeAll(java.util.Set.of("user", "key", "project"));
        options.put("application-credential-id", "id");
        options.put("application-credential-secret", "very-secret");
        assertThat(read().auth())
                .isInstanceOfSatisfying(
                        SwiftAccess3.class,
                        keystone -> assertThat(keystone.credentials())
                                .isEqualTo(new KeystoneCredentials.Application("id", "very-secret")));
    }

    @Test
    void swiftsOwnAuthenticationNeedsUserAndKeyOnly() {
        options.remove("project");
        options.put("auth-version", 1);
        assertThat(read().auth()).isInstanceOf(SwiftAccess1.class);
        options.put("project", "service");
        assertThat(catchThrowableOfType(ImageException.class, this::read)).hasMessageContaining("option project ");
    }

    @ParameterizedTest
    @CsvSource({
        "auth-address, keystone",
        "auth-address, ''",
        "auth-version, 2",
        "user, ''",
        "key, ''",
        "project, ''",
        "container, a/b",
        "reference, a/b",
        "endpoint-type, secret",
        "create-container, perhaps",
        "segment-size, 1MiB",
        "segment-size, 6GiB",
        "parallel-segments, x",
        "timeout, soon",
        "storage-url, swift",
        "nonsense, x"
    })
    void nonsenseIsRefusedByName(String option, String value) {
        options.put(option, value);
        ImageException refusal = catchThrowableOfType(ImageException.class, this::read);
        assertThat(refusal.kind()).isEqualTo(FailureKind.INVALID);
        assertThat(refusal).hasMessageStartingWith("store s: option " + option + " ");
        assertThat(refusal.getMessage()).doesNotContain("very-secret");
    }

    @Test
    void secretsAreNotShown() {
        assertThat(read().toString()).doesNotContain("very-secret");
        options.remove("project");
        options.put("auth-version", "1");
        assertThat(read().toString()).doesNotContain("very-secret");
    }

    private SwiftStoreConfig read() {
        return SwiftStoreConfig.of(StoreId.of("s"), Path.of("/etc/longshore"), options);
    }
}
