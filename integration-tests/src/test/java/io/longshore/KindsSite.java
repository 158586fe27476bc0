package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.support.Attempts;
import io.longshore.support.Await;
import io.longshore.support.CephGateway;
import io.longshore.support.CephServer;
import io.longshore.support.ConfiguredStore;
import io.longshore.support.CountingProxy;
import io.longshore.support.ImageClient;
import io.longshore.support.Knobs;
import io.longshore.support.LongshoreProcess;
import io.longshore.support.Site;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

/** One running Longshore with two stores of every kind and one more that is verified, and proxies that count before S3 and Swift. */
final class KindsSite implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(3);
    static final int MIB = 1 << 20;

    /** A store that was away is asked ever more rarely, at last every five minutes. */
    private static final Duration RECLAIMING = Duration.ofMinutes(9);

    private static final String PROVED_POOL = "proved";

    private final Map<String, ConfiguredStore> stores = new HashMap<>();
    private final CephServer hub = CephServer.hub();
    private final CephServer edge = CephServer.edge();
    private final CountingProxy s3Proxy;
    private final CountingProxy swiftProxy;
    private final Site site;
    private final LongshoreProcess longshore;
    private final ImageClient client;

    /** Everything is up when this returns. */
    KindsSite(Path directory) {
        edge.ceph("osd", "pool", "create", PROVED_POOL, "8");
        edge.rbd("pool", "init", PROVED_POOL);
        CephGateway gateway = hub.gateway();
        s3Proxy = new CountingProxy(gateway.s3());
        swiftProxy = new CountingProxy(gateway.swiftAuth());
        List<ConfiguredStore> all = List.of(
                ConfiguredStore.files("disk", directory.resolve("disk")),
                ConfiguredStore.files("shelf", directory.resolve("shelf")),
                ConfiguredStore.rbd("hub", hub, CephServer.POOL, "copy"),
                ConfiguredStore.rbd("clones", hub, CephServer.DISKS_POOL, "clone-and-flatten"),
                ConfiguredStore.rbd("dcn", edge, CephServer.POOL, "copy", "10s"),
                ConfiguredStore.rbd("annex", edge, CephServer.DISKS_POOL, "copy", "10s"),
                ConfiguredStore.rbd("proved-rbd", edge, PROVED_POOL, "copy").verified(),
                ConfiguredStore.s3("s3", gateway, s3Proxy.address()),
                ConfiguredStore.s3("proved", gateway, s3Proxy.address()).verified(),
                ConfiguredStore.swift("swift", gateway, swiftProxy.address()),
                ConfiguredStore.swift("archive", gateway, swiftProxy.address()),
                ConfiguredStore.swift("proved-swift", gateway, swiftProxy.address())
                        .verified());
        all.forEach(store -> stores.put(store.id(), store));
        site = new Site(
                directory,
                // A server that stands still or is away is found out after seconds, and one round of that must not end
                // a copy.
                Knobs.usual().withHeartbeatTimeout("15s").withRetryBudget("60s"),
                all.stream().map(ConfiguredStore::line).toList());
        longshore = site.local("longshore", "start");
        client = longshore.client();
    }

    CephServer hub() {
        return hub;
    }

    CephServer edge() {
        return edge;
    }

    CountingProxy s3Proxy() {
        return s3Proxy;
    }

    CountingProxy swiftProxy() {
        return swiftProxy;
    }

    /** What a test before has left dead runs again. */
    void ready() {
        edge.start();
        hub.gateway();
        if (!longshore.isRunning()) {
            longshore.start();
        }
    }

    LongshoreProcess longshore() {
        return longshore;
    }

    /** One more process, with an API and a worker of its own; up when this returns. */
    LongshoreProcess another(String name) {
        return site.local(name, "start");
    }

    /** Who is at the work on an image. */
    Attempts attempts(String image) {
        return new Attempts(
                site.servers().temporalClient(),
                client.progress(image).get("workflow_id").asText());
    }

    ImageClient client() {
        return client;
    }

    String uploaded(byte[] bytes, List<String> stores) {
        String image = client.create("kinds");
        client.stage(image, () -> new ByteArrayInputStream(bytes)).expect(204);
        client.importInto(image, "{\"name\":\"glance-direct\"}", true, stores).expect(202);
        assertThat(client.awaitEnd(image, PATIENCE).get("status").asText()).isEqualTo("active");
        return image;
    }

    /** Copies an image to more stores, and answers what is told of each. */
    JsonNode copied(String image, List<String> stores) {
        client.importInto(image, "{\"name\":\"copy-image\"}", true, stores).expect(202);
        client.awaitEnd(image, PATIENCE);
        JsonNode progress = client.progress(image);
        assertThat(progress.get("phase").asText()).as(progress.toString()).isEqualTo("succeeded");
        return progress.get("stores");
    }

    /** How much of an unfinished copy is there, whoever dies, as the catalog has it. */
    long durable(String image, String store) {
        try (Connection catalog = DriverManager.getConnection(site.servers().databaseUrl(), "postgres", "postgres");
                PreparedStatement asking = catalog.prepareStatement("""
                        select coalesce(sum(upper(extent) - lower(extent)), 0)
                        from uploads, unnest(durable) as extent
                        where image_id = ? and store = ? and state in ('writing', 'whole')""")) {
            asking.setObject(1, UUID.fromString(image));
            asking.setString(2, store);
            try (ResultSet answer = asking.executeQuery()) {
                return answer.next() ? answer.getLong(1) : 0;
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    void change(String sql, String image) {
        try (Connection catalog = DriverManager.getConnection(site.servers().databaseUrl(), "postgres", "postgres");
                PreparedStatement statement = catalog.prepareStatement(sql)) {
            statement.setObject(1, UUID.fromString(image));
            assertThat(statement.executeUpdate()).isPositive();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Nothing of it is left, whole or not. */
    void mustGo(String image, List<String> stores) {
        for (String store : stores) {
            Await.until(
                    RECLAIMING,
                    () -> store + " is rid of " + listed(store, image),
                    () -> listed(store, image).filter(List::isEmpty).isPresent());
        }
    }

    /** Empty where the store, which may have been away, does not answer yet. */
    private Optional<List<ObjectUrl>> listed(String store, String image) {
        try {
            return Optional.of(store(store).listed(image));
        } catch (ImageException e) {
            return Optional.empty();
        }
    }

    /** What has been written to the servers of {@code dcn}, {@code s3} or {@code swift} so far. */
    long written(String store) {
        return switch (store) {
            case "dcn" -> counted("op_w_in_bytes");
            case "s3" -> s3Proxy.sentBytes();
            case "swift" -> swiftProxy.sentBytes();
            default -> throw new IllegalArgumentException(store);
        };
    }

    /** What has been read from the servers of the stores that are verified so far. */
    long read(String store) {
        return switch (store) {
            case "proved-rbd" -> counted("op_r_out_bytes");
            case "proved" -> s3Proxy.receivedBytes();
            case "proved-swift" -> swiftProxy.receivedBytes();
            default -> throw new IllegalArgumentException(store);
        };
    }

    private long counted(String what) {
        try {
            return new ObjectMapper()
                    .readTree(edge.ceph("tell", "osd.0", "perf", "dump"))
                    .at("/osd/" + what)
                    .asLong();
        } catch (IOException e) {
            throw new AssertionError("the OSD tells no counters", e);
        }
    }

    ConfiguredStore store(String id) {
        return Objects.requireNonNull(stores.get(id), id);
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    static String sha512(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        site.close();
        s3Proxy.close();
        swiftProxy.close();
    }
}
