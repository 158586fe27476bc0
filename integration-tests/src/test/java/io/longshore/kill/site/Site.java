package io.longshore.kill.site;

import io.longshore.launch.FreePorts;
import io.longshore.support.Preload;
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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** A whole Longshore in separate processes, in one directory: APIs, two workers, their Temporal and their PostgreSQL. */
public final class Site implements AutoCloseable {

    public static final List<String> STORES = List.of("fast", "reliable", "cheap", "edge1", "edge2");
    public static final String DEFAULT_STORE = "fast";

    private final Path directory;
    private final int databasePort = FreePorts.next();
    private final int temporalPort = FreePorts.next();
    private final Map<String, StoreFolder> stores = new LinkedHashMap<>();
    private final Disturbances disturbances = new Disturbances();
    private final Forgetter forgetter;
    private final Path clockLibrary;
    private final Map<String, WallClock> clocks = new HashMap<>();
    private final Server database;
    private final Server temporal;
    private final List<ApiAddress> apis = new ArrayList<>();
    private final List<Server> workers = new ArrayList<>();
    private final Records records = new Records(databasePort);
    private final RunView runs = new RunView(temporalPort);
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();

    /** An API and where it is reached. */
    public record ApiAddress(Server server, String endpoint) {}

    /** Starts everything; {@code directory} is empty, and everybody on this machine may enter it. */
    public Site(Path directory, int apiCount) {
        this.directory = directory;
        make(directory.resolve("staging"));
        STORES.forEach(id ->
                stores.put(id, StoreFolder.make(id, directory.resolve("stores").resolve(id))));
        forgetter = new Forgetter(directory);
        clockLibrary = Preload.compile("clock", directory);
        database = new Server(
                "PostgreSQL",
                Commands.postgres(databasePort, directory),
                clock("PostgreSQL").environment(),
                directory.resolve("postgres.log"),
                false,
                () -> records.now("select 1").isPresent());
        temporal = new Server(
                "Temporal",
                Commands.temporal(temporalPort, directory.resolve("temporal.db")),
                Map.of(),
                directory.resolve("temporal.log"),
                true,
                () -> Ports.answers(temporalPort) && runs.open().isPresent());
        for (int i = 1; i <= apiCount; i++) {
            int port = FreePorts.next();
            String endpoint = "http://127.0.0.1:" + port;
            apis.add(new ApiAddress(longshore("api", "api" + i, port, () -> apiAnswers(endpoint)), endpoint));
        }
        for (String name : List.of("worker1", "worker2")) {
            workers.add(longshore("worker", name, FreePorts.next(), () -> true));
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::killAll));
        all().forEach(Server::launch);
        all().forEach(Server::awaitUp);
    }

    private Server longshore(String role, String name, int port, BooleanSupplier answers) {
        Path file = directory.resolve(name + ".yaml");
        write(file, configuration(name, port));
        Map<String, String> environment = new HashMap<>(forgetter.environment());
        clock(name).environment().forEach((key, value) -> environment.merge(key, value, (a, b) -> a + ":" + b));
        environment.put("TEMPORAL_ADDRESS", "127.0.0.1:" + temporalPort);
        return new Server(
                name, Commands.longshore(role, file), environment, directory.resolve(name + ".log"), false, answers);
    }

    private WallClock clock(String name) {
        WallClock clock = new WallClock(clockLibrary, directory.resolve("clock-" + name));
        clocks.put(name, clock);
        return clock;
    }

    private String configuration(String host, int port) {
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
                limits: {durable-step: 8MiB}
                import:
                  retry-budget: 8s
                  heartbeat-timeout: 5s
                  attempts-per-round: 2
                  longest-pause: 2s
                  compensation-patience: 4s
                  uri-filter: {allowed-hosts: [127.0.0.1], allowed-ports: []}
                """.formatted(DEFAULT_STORE, host, databasePort, port))
                .toString();
    }

    private boolean apiAnswers(String endpoint) {
        try {
            return http.send(
                                    HttpRequest.newBuilder(URI.create(endpoint + "/v2/images?limit=1"))
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

    /** Where everything lies. */
    public Path directory() {
        return directory;
    }

    public Server database() {
        return database;
    }

    public Server temporal() {
        return temporal;
    }

    public List<ApiAddress> apis() {
        return List.copyOf(apis);
    }

    /** Whether every API that runs answers. */
    public boolean apisAnswer() {
        return apis.stream().map(ApiAddress::server).filter(Server::isAvailable).allMatch(Server::answers);
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

    /** What the time is to a process of Longshore's, or to PostgreSQL. */
    public WallClock clockOf(Server server) {
        WallClock clock = clocks.get(server.name());
        if (clock == null) {
            throw new IllegalArgumentException(server.name() + " goes by the machine's clock");
        }
        return clock;
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

    /** The processes that are Longshore's own. */
    public List<Server> longshore() {
        return Stream.concat(apis.stream().map(ApiAddress::server), workers.stream())
                .toList();
    }

    /** Leaves of stores and staging what was made durable; Longshore must not run. How many files are other than before. */
    public int forgetWhatIsNotDurable() {
        List<Path> directories = Stream.concat(
                        stores.values().stream().map(StoreFolder::images), Stream.of(directory.resolve("staging")))
                .toList();
        return forgetter.forget(directories);
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
        List<Server> all = new ArrayList<>(List.of(database, temporal));
        apis.forEach(a -> all.add(a.server()));
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
        apis.forEach(a -> a.server().close());
        runs.close();
        temporal.close();
        database.close();
        stores.values().forEach(StoreFolder::close);
    }
}
