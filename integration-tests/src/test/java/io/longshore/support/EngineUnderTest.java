package io.longshore.support;

import io.longshore.workflow.SearchAttributes;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A whole Longshore: a real Temporal server, a real PostgreSQL, and Longshore's processes as they are started by operators; each can be
 * killed and started again. Everything lies in one directory.
 */
public final class EngineUnderTest implements AutoCloseable {

    public static final List<String> STORES = List.of("fast", "reliable", "cheap", "edge1", "edge2");

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path directory;
    private final int temporalPort = freePort();
    private final int databasePort = freePort();
    private final int apiPort = freePort();
    private @Nullable ChildProcess temporal;
    private @Nullable EmbeddedPostgres database;
    private @Nullable ChildProcess longshore;

    public EngineUnderTest(Path directory) {
        this.directory = directory;
        for (String store : STORES) {
            make(directory.resolve("stores").resolve(store));
        }
        make(directory.resolve("staging"));
        startTemporal();
        startDatabase();
        startLongshore();
    }

    /** Everything up and answering. */
    public void startLongshore() {
        write(directory.resolve("longshore.yaml"), configuration());
        longshore = launch(
                directory.resolve("longshore.log"),
                "start",
                "--config",
                directory.resolve("longshore.yaml").toString());
        ImageClient client = client();
        Await.until(PATIENCE, () -> "Longshore answers; its log: " + log(), client::isUp);
    }

    /** What a command of the launcher printed, and its exit code. */
    public record Said(int code, String text) {}

    /** Runs one command of the launcher to its end. */
    public Said run(String... words) {
        try {
            Path output = Files.createTempFile(directory, "run", ".log");
            int code = launch(output, words).await();
            return new Said(code, Files.readString(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ChildProcess launch(Path output, String... words) {
        List<String> command = new ArrayList<>(List.of(
                System.getProperty("java.home") + "/bin/java",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "io.longshore.launch.Main"));
        command.addAll(List.of(words));
        return new ChildProcess(command, Map.of("TEMPORAL_ADDRESS", "127.0.0.1:" + temporalPort), output);
    }

    public void killLongshore() {
        require(longshore).kill();
    }

    public void stopLongshore() {
        require(longshore).close();
    }

    public void startTemporal() {
        List<String> command = new ArrayList<>(List.of(
                temporalProgram(),
                "server",
                "start-dev",
                "--ip",
                "127.0.0.1",
                "--headless",
                "--log-level",
                "warn",
                "--port",
                Integer.toString(temporalPort),
                "--db-filename",
                directory.resolve("temporal.db").toString(),
                "--sqlite-pragma",
                "journal_mode=wal",
                "--sqlite-pragma",
                "synchronous=normal",
                "--dynamic-config-value",
                "history.transferProcessorMaxPollRPS=2000",
                "--dynamic-config-value",
                "history.timerProcessorMaxPollRPS=2000",
                "--dynamic-config-value",
                "history.visibilityProcessorMaxPollRPS=2000",
                "--dynamic-config-value",
                "matching.numTaskqueueReadPartitions=1",
                "--dynamic-config-value",
                "matching.numTaskqueueWritePartitions=1"));
        SearchAttributes.TYPES.forEach(
                (name, type) -> command.addAll(List.of("--search-attribute", name + "=" + type)));
        temporal = new ChildProcess(command, Map.of(), directory.resolve("temporal.log"));
        Await.until(PATIENCE, () -> "Temporal answers", this::temporalAnswers);
    }

    public void killTemporal() {
        require(temporal).kill();
    }

    /** Kills the server and deletes everything that it knew. */
    public void forgetTemporal() {
        killTemporal();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (String.valueOf(file.getFileName()).startsWith("temporal.db")) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        startTemporal();
    }

    private boolean temporalAnswers() {
        try (ServerSocket probe = new ServerSocket(temporalPort, 1, InetAddress.getLoopbackAddress())) {
            return probe.isClosed();
        } catch (IOException taken) {
            return true;
        }
    }

    public void startDatabase() {
        try {
            database = EmbeddedPostgres.builder()
                    .setPgBinaryResolver(EngineUnderTest::postgres)
                    .setPort(databasePort)
                    .setDataDirectory(directory.resolve("postgres"))
                    .setCleanDataDirectory(false)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The jar with the program may be on the class path twice: by itself, and through the manifest of the API's. */
    private static InputStream postgres(String system, String machine) {
        String name = "/postgres-" + system.toLowerCase(Locale.ROOT) + "-" + machine + ".txz";
        InputStream binary = EmbeddedPostgres.class.getResourceAsStream(name);
        if (binary == null) {
            throw new AssertionError("no " + name + " on the class path");
        }
        return binary;
    }

    public void stopDatabase() {
        try {
            require(database).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client of Temporal, for what operators do in its UI. */
    public WorkflowClient temporalClient() {
        return WorkflowClient.newInstance(WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget("127.0.0.1:" + temporalPort)
                .build()));
    }

    public ImageClient client() {
        return new ImageClient("http://127.0.0.1:" + apiPort);
    }

    public Path store(String store) {
        return directory.resolve("stores").resolve(store);
    }

    /** What lies in a store, by name. */
    public List<String> contents(String store) {
        return names(store(store));
    }

    /** The images' files that lie in staging. */
    public List<String> staged() {
        return names(directory.resolve("staging")).stream()
                .filter(name -> name.matches("[0-9a-f]{8}-.*"))
                .toList();
    }

    private static List<String> names(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(f -> String.valueOf(f.getFileName())).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String configuration() {
        StringBuilder yaml = new StringBuilder("stores:\n");
        for (String store : STORES) {
            yaml.append("  - {id: ")
                    .append(store)
                    .append(", type: file, directory: stores/")
                    .append(store)
                    .append("}\n");
        }
        return yaml.append("""
                default-store: fast
                staging: {directory: staging, host: test}
                database: {url: "jdbc:postgresql://127.0.0.1:%d/postgres", user: postgres, password: postgres}
                http: {address: 127.0.0.1, port: %d}
                import:
                  retry-budget: 6s
                  heartbeat-timeout: 5s
                  attempts-per-round: 2
                  longest-pause: 2s
                  compensation-patience: 5s
                  uri-filter: {allowed-hosts: [127.0.0.1], allowed-ports: []}
                """.formatted(databasePort, apiPort)).toString();
    }

    private static String temporalProgram() {
        String program = System.getenv("LONGSHORE_TEMPORAL");
        if (program == null || program.isBlank()) {
            throw new AssertionError(
                    "LONGSHORE_TEMPORAL must name the temporal program; ./longshore test sees to that");
        }
        return program;
    }

    private String log() {
        try {
            return Files.readString(directory.resolve("longshore.log"));
        } catch (IOException e) {
            return "none";
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    private static <T> T require(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("not started");
        }
        return part;
    }

    /** Ends everything; what lies in the directory stays. */
    @Override
    public void close() {
        if (longshore != null && longshore.isAlive()) {
            longshore.close();
        }
        if (temporal != null && temporal.isAlive()) {
            temporal.kill();
        }
        stopDatabase();
    }

    /** Removes a directory and all in it. */
    public static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
