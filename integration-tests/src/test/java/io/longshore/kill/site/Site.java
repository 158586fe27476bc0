package io.longshore.kill.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** A whole Longshore in separate processes, in one directory: an API, two workers, their Temporal and their PostgreSQL. */
public final class Site implements AutoCloseable {

    public static final List<String> STORES = List.of("fast", "reliable", "cheap", "edge1", "edge2");
    public static final String DEFAULT_STORE = "fast";

    private final Path directory;
    private final int databasePort = Ports.free();
    private final int temporalPort = Ports.free();
    private final int apiPort = Ports.free();
    private final Map<String, StoreFolder> stores = new LinkedHashMap<>();
    private final Disturbances disturbances = new Disturbances();
    private final Server database;
    private final Server temporal;
    private final Server api;
    private final List<Server> workers = new ArrayList<>();
    private final Records records = new Records(databasePort);
    private final RunView runs = new RunView(temporalPort);
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    /** Starts everything; {@code directory} is empty, and everybody on this machine may enter it. */
    public Site(Path directory) {
        this.directory = directory;
        make(directory.resolve("staging"));
        STORES.forEach(id ->
                stores.put(id, StoreFolder.make(id, directory.resolve("stores").resolve(id))));
        database = new Server(
                "PostgreSQL",
                Commands.postgres(databasePort, directory),
                Map.of(),
                directory.resolve("postgres.log"),
                () -> records.now("select 1").isPresent());
        temporal = new Server(
                "Temporal",
                Commands.temporal(temporalPort, directory.resolve("temporal.db")),
                Map.of(),
                directory.resolve("temporal.log"),
                () -> Ports.answers(temporalPort) && runs.open().isPresent());
        api = longshore("api", "api", this::apiAnswers);
        for (String name : List.of("worker1", "worker2")) {
            workers.add(longshore("worker", name, () -> true));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::killAll));
        all().forEach(Server::launch);
        all().forEach(Server::awaitUp);
    }

    private Server longshore(String role, String name, java.util.function.BooleanSupplier answers) {
        Path file = directory.resolve(name + ".yaml");
        write(file, configuration(name));
        return new Server(
                name,
                Commands.longshore(role, file),
                Map.of("TEMPORAL_ADDRESS", "127.0.0.1:" + temporalPort),
                directory.resolve(name + ".log"),
                answers);
    }

    private String configuration(String host) {
        StringBuilder yaml = new StringBuilder("stores:\n");
        stores.forEach((id, folder) -> yaml.append("  - {id: ")
                .append(id)
                .append(", type: file, directory: ")
                .append(folder.images())
                .append("}\n"));
        // Short, so that a death costs seconds; what is decided by them is decided alike with longer ones.
        return yaml.append("""
                default-store: %s
                staging: {directory: staging, mode: shared, host: %s}
                database: {url: "jdbc:postgresql://127.0.0.1:%d/postgres", user: postgres, password: postgres, connections: 12}
                http: {address: 127.0.0.1, port: %d}
                import:
                  retry-budget: 8s
                  heartbeat-timeout: 5s
                  attempts-per-round: 2
                  longest-pause: 2s
                  compensation-patience: 4s
                  uri-filter: {allowed-hosts: [127.0.0.1], allowed-ports: []}
                """.formatted(DEFAULT_STORE, host, databasePort, apiPort))
                .toString();
    }

    private boolean apiAnswers() {
        try {
            return http.send(
                                    HttpRequest.newBuilder(URI.create(endpoint() + "/v2/images?limit=1"))
                                            .timeout(Duration.ofSeconds(2))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The address of the API. */
    public String endpoint() {
        return "http://127.0.0.1:" + apiPort;
    }

    public Server database() {
        return database;
    }

    public Server temporal() {
        return temporal;
    }

    public Server api() {
        return api;
    }

    public List<Server> workers() {
        return workers;
    }

    public StoreFolder store(String id) {
        StoreFolder folder = stores.get(id);
        if (folder == null) {
            throw new IllegalArgumentException("no store " + id);
        }
        return folder;
    }

    public List<StoreFolder> stores() {
        return List.copyOf(stores.values());
    }

    public Records records() {
        return records;
    }

    public RunView runs() {
        return runs;
    }

    public Disturbances disturbances() {
        return disturbances;
    }

    /** The images' files that lie in staging, by name. */
    public Set<String> staged() {
        try (Stream<Path> files = Files.list(directory.resolve("staging"))) {
            Set<String> names = new TreeSet<>();
            files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> name.matches("[0-9a-f]{8}-.*"))
                    .forEach(names::add);
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Deletes all that Temporal knows; it must not run. */
    public void forgetRuns() {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (String.valueOf(file.getFileName()).startsWith("temporal.db")) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing outlives this process. */
    private void killAll() {
        all().stream().filter(Server::isAlive).forEach(Server::kill);
        stores.values().forEach(StoreFolder::close);
    }

    private List<Server> all() {
        List<Server> all = new ArrayList<>(List.of(database, temporal, api));
        all.addAll(workers);
        return all;
    }

    private static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends everything; what lies in the directory stays, but for the stores that were mounted. */
    @Override
    public void close() {
        workers.forEach(Server::close);
        api.close();
        runs.close();
        temporal.close();
        database.close();
        stores.values().forEach(StoreFolder::close);
    }
}
