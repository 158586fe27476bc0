package io.longshore.launch;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.workflow.SearchAttributes;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A Temporal server with its Web UI, whose runs are kept in a file of the data directory. */
final class TemporalServer {

    static final String NAMESPACE = "default";

    /** Where in the data directory it stands how to reach the server. */
    private static final Path ADDRESS = Path.of("run", "temporal.address");

    private static final Duration RETENTION = Duration.ofDays(30);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    /**
     * Without the poll rates every activity of a server with one shard waits 40 ms for its turn; with one partition tasks need no
     * forwarding; with a write-ahead log a commit is one write; with fairness a project that waits with many imports does not stand
     * before one that waits with few; and a worker that goes down has its polls answered first, so that no work is handed to a poll that
     * nobody listens to any more, and waits there for a heartbeat that never comes.
     */
    private static final List<String> TUNED = List.of(
            "--sqlite-pragma",
            "journal_mode=wal",
            "--sqlite-pragma",
            "synchronous=normal",
            "--dynamic-config-value",
            "history.transferProcessorMaxPollRPS=2000",
            "--dynamic-config-value",
            "history.visibilityProcessorMaxPollRPS=2000",
            "--dynamic-config-value",
            "history.timerProcessorMaxPollRPS=2000",
            "--dynamic-config-value",
            "matching.numTaskqueueReadPartitions=1",
            "--dynamic-config-value",
            "matching.numTaskqueueWritePartitions=1",
            "--dynamic-config-value",
            "matching.enableFairness=true",
            "--dynamic-config-value",
            "frontend.enableCancelWorkerPollsOnShutdown=true");

    private final DataDirectory data;
    private final Path binary;
    private final Ports ports;
    private final Path log;

    TemporalServer(DataDirectory data, Path binary, Ports ports) {
        this.data = data;
        this.binary = binary;
        this.ports = ports;
        this.log = data.at("logs", "temporal.log");
    }

    /** Where the server of that data directory listens, or listened when it was up; empty where there has been none. */
    static Optional<String> addressIn(Path dataDirectory) {
        try {
            return Optional.of(Files.readString(dataDirectory.resolve(ADDRESS)).strip());
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /** The tuned settings of the server itself: {@code key=value}. */
    static List<String> dynamicConfig() {
        return TUNED.stream()
                .filter(word -> word.contains("=") && word.contains("."))
                .toList();
    }

    /** Stops what a killed launcher has left running. */
    void stopLeftover() {
        Child.leftover(pidFile()).ifPresent(TemporalServer::stop);
    }

    /**
     * Starts the server and waits until it answers, keeps closed runs long enough and knows our search attributes. {@code
     * UNAVAILABLE} with the end of its log where it does not come up; then nothing is left running.
     */
    Child start() throws InterruptedException {
        Child child = null;
        boolean up = false;
        try {
            long logged = Files.exists(log) ? Files.size(log) : 0;
            child = Child.start(pidFile(), file(), command(), log);
            up = isUp(child);
            if (up) {
                Files.writeString(data.root().resolve(ADDRESS), connection().getAddress());
                return child;
            }
            throw new ImageException(FailureKind.UNAVAILABLE, "Temporal did not start:\n" + LogTail.of(log, logged));
        } catch (IOException | StatusRuntimeException e) {
            throw new ImageException(FailureKind.UNAVAILABLE, "Temporal cannot be started: " + e.getMessage(), e);
        } finally {
            if (child != null && !up) {
                stop(child);
            }
        }
    }

    /** How to reach it. */
    ClientConfigProfile connection() {
        return ClientConfigProfile.newBuilder()
                .setAddress("127.0.0.1:" + ports.temporal())
                .setNamespace(NAMESPACE)
                .build();
    }

    /** Its pages. */
    TemporalPages pages() {
        return new TemporalPages("http://127.0.0.1:" + ports.ui(), NAMESPACE);
    }

    static void stop(Child child) {
        child.stop(Duration.ofSeconds(15), "TERM", "KILL");
    }

    private Path pidFile() {
        return data.at("run", "temporal.pid");
    }

    private Path file() {
        return data.directory("temporal").resolve("temporal.db");
    }

    private List<String> command() {
        List<String> line = new ArrayList<>(List.of(
                binary.toString(),
                "server",
                "start-dev",
                "--ip",
                "127.0.0.1",
                "--port",
                Integer.toString(ports.temporal()),
                "--ui-port",
                Integer.toString(ports.ui()),
                "--ui-disable-news-fetch",
                "--log-level",
                "warn",
                "--db-filename",
                file().toString()));
        line.addAll(TUNED);
        // Heeded only when the file is made; what comes later is registered below.
        new TreeMap<>(SearchAttributes.TYPES)
                .forEach((name, type) -> line.addAll(List.of("--search-attribute", name + "=" + type)));
        return line;
    }

    private boolean isUp(Child child) throws InterruptedException {
        WorkflowServiceStubsOptions options = connection().toWorkflowServiceStubsOptions();
        Instant deadline = Instant.now().plus(PATIENCE);
        try (TemporalNamespace namespace = new TemporalNamespace(options, NAMESPACE)) {
            while (!child.hasEndedWithin(LOOK_AGAIN) && Instant.now().isBefore(deadline)) {
                if (namespace.answers() && isPrepared(namespace)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether it took what it has to know: one that has just begun may be too slow for it. */
    private static boolean isPrepared(TemporalNamespace namespace) {
        try {
            namespace.keepClosedRunsFor(RETENTION);
            namespace.registerSearchAttributes();
            return true;
        } catch (StatusRuntimeException e) {
            Status.Code code = e.getStatus().getCode();
            if (code == Status.Code.UNAVAILABLE || code == Status.Code.DEADLINE_EXCEEDED) {
                return false;
            }
            throw e;
        }
    }
}
