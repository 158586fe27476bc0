package io.longshore.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.swift.SwiftStoreFactory;
import io.longshore.support.Await;
import io.longshore.support.CephServer;
import io.longshore.support.KeystoneGateway;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Swift behind a real Keystone, whose tokens have to be renewed while the store is used. */
@Tag("ceph")
final class KeystoneSwiftStoreIT extends StoreContract {

    /** Good for the minute that any use of one may last, and a little. */
    private static final Duration TOKENS = Duration.ofSeconds(63);

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @TempDir
    static Path directory;

    private static KeystoneGateway keystone;

    @BeforeAll
    static void start() {
        keystone = new KeystoneGateway(CephServer.hub(), directory, TOKENS);
    }

    @AfterAll
    static void stop() {
        keystone.close();
    }

    @Override
    protected Store open() {
        return open(
                Map.of("user", KeystoneGateway.USER, "key", keystone.password(), "project", KeystoneGateway.PROJECT));
    }

    @Override
    protected Set<Capability> capabilities() {
        return Set.of(Capability.INVENTORY, Capability.SERVER_SIDE_COPY);
    }

    @Override
    protected Set<String> secrets() {
        return Set.of(keystone.password(), keystone.applicationSecret());
    }

    @Test
    void tokensOfApplicationCredentialsAreFollowedByOthersInTime() {
        Store store = open(Map.of(
                "application-credential-id", keystone.applicationId(),
                "application-credential-secret", keystone.applicationSecret(),
                "region", KeystoneGateway.REGION));
        long given = keystone.tokensGiven();
        Await.until(PATIENCE, () -> keystone.tokensGiven() + " tokens, " + given + " before", () -> {
            ObjectUrl url = store.place(ImageId.random(), 1, OptionalLong.of(0));
            try (Upload upload = store.begin(url, OptionalLong.of(0))) {
                assertThat(upload.complete(0).sizeBytes()).isZero();
            }
            store.delete(url);
            // The first, one of the gateway's own, and others.
            return keystone.tokensGiven() > given + 3;
        });
    }

    @Test
    void whomKeystoneDoesNotKnowIsToldSo() {
        Store stranger =
                open(Map.of("user", KeystoneGateway.USER, "key", "another", "project", KeystoneGateway.PROJECT));
        ObjectUrl url = stranger.place(ImageId.random(), 1, OptionalLong.of(0));
        assertThatThrownBy(() -> stranger.begin(url, OptionalLong.of(0)))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.FORBIDDEN));
    }

    private static Store open(Map<String, Object> credentials) {
        Map<String, Object> options = new HashMap<>(credentials);
        options.put("auth-address", keystone.address().toString());
        options.put("container", "contract-keystone");
        options.put("create-container", true);
        options.put("segment-size", "8MiB");
        options.put("timeout", "30s");
        return new SwiftStoreFactory(Path.of("")).create(StoreId.of("swift"), "", 0, options);
    }
}
