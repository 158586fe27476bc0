package io.longshore.store;

import static io.longshore.store.GatewayStores.mustBeAbsent;
import static io.longshore.store.GatewayStores.mustHold;
import static io.longshore.store.GatewayStores.written;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.swift.SwiftStoreFactory;
import io.longshore.support.Await;
import io.longshore.support.CephServer;
import io.longshore.support.KeystoneGateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Swift behind a real Keystone. */
@Tag("ceph")
final class KeystoneSwiftIT {

    /** Good for the minute that any use of one may last, and a little: so they have to be renewed while the store is used. */
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

    @Test
    void aUserOfAProjectWritesReadsCopiesAndDeletes() throws IOException {
        Store store = open(
                Map.of("user", KeystoneGateway.USER, "key", keystone.password(), "project", KeystoneGateway.PROJECT));
        PatternBytes content = new PatternBytes(ThreadLocalRandom.current().nextLong(), (20L << 20) + 77);
        ObjectUrl url = written(store, content);
        mustHold(store, url, content);
        ObjectUrl copy = store.place(ImageId.random(), 1, OptionalLong.empty());
        store.serverSideCopy().orElseThrow().copy(store, url, copy, bytes -> {});
        store.delete(url);
        mustBeAbsent(store, url);
        mustHold(store, copy, content);
        store.delete(copy);
        mustBeAbsent(store, copy);
    }

    @Test
    void tokensOfApplicationCredentialsAreFollowedByOthersInTime() throws IOException {
        Store store = open(Map.of(
                "application-credential-id", keystone.applicationId(),
                "application-credential-secret", keystone.applicationSecret(),
                "region", KeystoneGateway.REGION));
        PatternBytes content = new PatternBytes(1, 3000);
        ObjectUrl url = written(store, content);
        long given = keystone.tokensGiven();
        Await.until(PATIENCE, () -> keystone.tokensGiven() + " tokens, " + given + " before", () -> {
            try {
                mustHold(store, url, content);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            // One may be the gateway's own.
            return keystone.tokensGiven() > given + 1;
        });
        store.delete(url);
    }

    @ParameterizedTest
    @CsvSource({
        "key, wrong-secret-of-somebody, refuses",
        "project, elsewhere, refuses",
        "region, Nowhere, in region Nowhere",
        "auth-address, http://127.0.0.1:1/v3, Keystone"
    })
    void whoIsNotLetInIsToldWhy(String option, String value, String word) {
        Map<String, Object> options = new HashMap<>(
                Map.of("user", KeystoneGateway.USER, "key", keystone.password(), "project", KeystoneGateway.PROJECT));
        options.put(option, value);
        Store store = open(options);
        ObjectUrl url = store.place(ImageId.random(), 1, OptionalLong.empty());
        assertThatThrownBy(() -> store.begin(url, OptionalLong.of(0)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(word)
                .hasMessageNotContainingAny("wrong-secret-of-somebody", keystone.password());
    }

    private static Store open(Map<String, Object> credentials) {
        Map<String, Object> options = new HashMap<>();
        options.put("auth-address", keystone.address().toString());
        options.put("container", "behind-keystone");
        options.put("create-container", true);
        options.put("segment-size", "8MiB");
        options.put("timeout", "30s");
        options.putAll(credentials);
        return new SwiftStoreFactory(Path.of("")).create(StoreId.of("swift"), "", 0, options);
    }
}
