package io.longshore.support;

import io.longshore.image.StoreId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportSettings;
import io.longshore.importing.UriPolicy;
import io.longshore.launch.FreePorts;
import io.longshore.store.FaultyStore;
import io.longshore.wiring.AuthConfig;
import io.longshore.wiring.DatabaseConfig;
import io.longshore.wiring.Engine;
import io.longshore.wiring.EngineConfig;
import io.longshore.wiring.EngineOrder;
import io.longshore.wiring.HttpConfig;
import io.longshore.wiring.ImportConfig;
import io.longshore.wiring.LimitsConfig;
import io.longshore.wiring.Longshore;
import io.longshore.wiring.Role;
import io.longshore.wiring.StagingConfig;
import io.longshore.wiring.StoreConfig;
import io.longshore.wiring.TemporalConfig;
import io.longshore.wiring.WorkerConfig;
import io.temporal.envconfig.ClientConfigProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A whole Longshore in this process, on real servers, whose stores fail as a test wants. */
public final class FaultyEngine implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path directory;
    private final TestServers servers;
    private final FaultyStores stores;
    private final Engine engine;
    private final int port = FreePorts.next();

    /**
     * With file stores; up when this returns.
     *
     * @param ids of the stores
     */
    public FaultyEngine(Path directory, List<String> ids, ImportSettings settings) {
        this(directory, files(ids), settings);
    }

    /**
     * Up when this returns.
     *
     * @param options of each store by its id, with its {@code kind}
     */
    public FaultyEngine(Path directory, Map<String, Map<String, Object>> options, ImportSettings settings) {
        this.directory = directory;
        servers = new TestServers(directory);
        stores = new FaultyStores(directory);
        List<StoreConfig> configured = options.entrySet().stream()
                .map(store ->
                        new StoreConfig(StoreId.of(store.getKey()), FaultyStores.TYPE, "", 0, false, store.getValue()))
                .toList();
        EngineConfig config = new EngineConfig(
                directory,
                configured,
                configured.getFirst().id(),
                new StagingConfig(directory.resolve("staging"), StagingConfig.Mode.LOCAL, "test", null),
                new AuthConfig.None(),
                LimitsConfig.defaults(),
                new ImportConfig(
                        ImportMethod.NAMES, settings, ImportConfig.CopyImageBy.ADMIN, null, UriPolicy.defaults()),
                WorkerConfig.defaults(),
                new DatabaseConfig(servers.databaseUrl(), "postgres", "postgres", 30),
                new HttpConfig(InetAddress.getLoopbackAddress(), port, null),
                new TemporalConfig(null, null));
        ClientConfigProfile temporal = ClientConfigProfile.newBuilder()
                .setAddress(servers.temporalAddress())
                .build();
        engine = new Longshore(List.of(stores)).start(new EngineOrder(Role.START, false, config, temporal, "default"));
        ImageClient client = client();
        try {
            Await.until(PATIENCE, () -> "Longshore answers", client::isUp);
        } catch (AssertionError e) {
            close();
            throw e;
        }
    }

    private static Map<String, Map<String, Object>> files(List<String> ids) {
        Map<String, Map<String, Object>> options = new LinkedHashMap<>();
        ids.forEach(id -> options.put(id, Map.of("kind", "file", "directory", "stores/" + id)));
        return options;
    }

    public ImageClient client() {
        return new ImageClient("http://127.0.0.1:" + port);
    }

    /** What the catalog says, read past it. */
    public CatalogEye catalog() {
        return new CatalogEye(servers.databaseUrl());
    }

    public FaultyStore store(String id) {
        return stores.get(id);
    }

    /** What lies in a store, by name. */
    public List<String> contents(String id) {
        return names(directory.resolve("stores").resolve(id));
    }

    /** Where an object of a store lies. */
    public Path file(String id, String name) {
        return directory.resolve("stores").resolve(id).resolve(name);
    }

    /** The image's files that lie in staging. */
    public List<String> staged(String image) {
        return names(directory.resolve("staging")).stream()
                .filter(name -> name.startsWith(image))
                .toList();
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
        } catch (NoSuchFileException notMadeYet) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        engine.close();
        servers.close();
    }
}
