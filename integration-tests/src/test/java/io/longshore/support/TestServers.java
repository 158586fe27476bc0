package io.longshore.support;

import io.longshore.activity.TemporalProgram;
import io.longshore.launch.FreePorts;
import io.longshore.workflow.SearchAttributes;
import io.temporal.client.WorkflowClient;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A real Temporal server and a real PostgreSQL, each to be stopped and started again; what they keep lies in one directory. */
public final class TestServers implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Path directory;
    private final int temporalPort = FreePorts.next();
    private final int databasePort = FreePorts.next();
    private @Nullable ChildProcess temporal;
    private @Nullable EmbeddedPostgres database;

    /** Both are up when this returns. */
    public TestServers(Path directory) {
        this.directory = directory;
        startTemporal();
        startDatabase();
    }

    /** Where Temporal listens. */
    public String temporalAddress() {
        return "127.0.0.1:" + temporalPort;
    }

    /** Of PostgreSQL; user and password are {@code postgres}. */
    public String databaseUrl() {
        return "jdbc:postgresql://127.0.0.1:" + databasePort + "/postgres";
    }

    public void startTemporal() {
        List<String> command = new ArrayList<>(List.of(
                TemporalProgram.path().toString(),
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
                "matching.numTaskqueueWritePartitions=1",
                "--dynamic-config-value",
                "matching.enableFairness=true",
                "--dynamic-config-value",
                "frontend.enableCancelWorkerPollsOnShutdown=true"));
        SearchAttributes.TYPES.forEach(
                (name, type) -> command.addAll(List.of("--search-attribute", name + "=" + type)));
        Await.until(PATIENCE, () -> "Temporal answers", () -> {
            // It finds ports of its own free, and binds them later.
            if (temporal == null || !temporal.isAlive()) {
                temporal = new ChildProcess(command, Map.of(), directory.resolve("temporal.log"));
            }
            return temporalAnswers();
        });
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
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), temporalPort)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    public void startDatabase() {
        try {
            database = EmbeddedPostgres.builder()
                    .setPgBinaryResolver(TestServers::postgres)
                    .setPort(databasePort)
                    .setDataDirectory(directory.resolve("postgres"))
                    .setCleanDataDirectory(false)
                    .setPGStartupWait(PATIENCE)
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
        // It is waited for no longer than five seconds, and what it has to write may take more.
        Path running = directory.resolve("postgres").resolve("postmaster.pid");
        Await.until(PATIENCE, () -> "PostgreSQL has ended", () -> !Files.exists(running));
    }

    /** A client of Temporal, for what operators do in its UI. */
    public WorkflowClient temporalClient() {
        return WorkflowClient.newInstance(WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                .setTarget(temporalAddress())
                .build()));
    }

    private static <T> T require(@Nullable T part) {
        if (part == null) {
            throw new IllegalStateException("not started");
        }
        return part;
    }

    @Override
    public void close() {
        if (temporal != null && temporal.isAlive()) {
            temporal.kill();
        }
        stopDatabase();
    }
}
