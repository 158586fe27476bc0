package io.longshore.launch;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.launch.bench.BenchStack;
import io.longshore.wiring.DatabaseConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A Longshore of the benchmark's own, on ports that were free: role {@code start} with file stores in a process of its own, started
 * with the flags of this one, on the embedded servers.
 */
final class BenchLongshore implements BenchStack {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final DataDirectory data;
    private final EmbeddedStack servers;
    private final Child engine;
    private final Ports ports;
    private boolean closed;

    private BenchLongshore(DataDirectory data, EmbeddedStack servers, Child engine, Ports ports) {
        this.data = data;
        this.servers = servers;
        this.engine = engine;
        this.ports = ports;
    }

    /** As {@link BenchStack.Opener#open} promises. */
    static BenchLongshore start(Path directory, int sourcePort, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path temporal = TemporalBinary.find(environment);
        Ports ports = Ports.anyFree();
        DataDirectory data = DataDirectory.take(directory);
        EmbeddedStack servers = null;
        Child engine = null;
        boolean up = false;
        try {
            Child.leftover(pidFile(data)).ifPresent(BenchLongshore::stop);
            servers = EmbeddedStack.start(data, temporal, ports);
            Path config = BenchConfig.write(data, ports, sourcePort);
            Path log = data.at("logs", "longshore.log");
            engine = Child.start(pidFile(data), config, command(config), log, variables(servers, ports));
            up = isUp(engine, ports);
            if (!up) {
                throw new ImageException(FailureKind.UNAVAILABLE, "Longshore did not start:\n" + LogTail.of(log, 0));
            }
            return new BenchLongshore(data, servers, engine, ports);
        } finally {
            if (!up) {
                stopAll(data, servers, engine);
            }
        }
    }

    @Override
    public URI url() {
        return address(ports);
    }

    @Override
    public Optional<String> token() {
        return Optional.empty();
    }

    @Override
    public List<Long> pids() {
        return LongStream.concat(LongStream.of(engine.pid()), LongStream.of(servers.pids()))
                .boxed()
                .toList();
    }

    @Override
    public Path stores() {
        return data.at("stores");
    }

    @Override
    public String temporal() {
        return "127.0.0.1:" + ports.temporal();
    }

    @Override
    public String namespace() {
        return TemporalServer.NAMESPACE;
    }

    @Override
    public void giveImports(List<String> images) throws IOException {
        EndedImports.give(servers.database(), images);
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            stopAll(data, servers, engine);
        }
    }

    private static void stopAll(DataDirectory data, @Nullable EmbeddedStack servers, @Nullable Child engine) {
        if (engine != null) {
            stop(engine);
        }
        if (servers != null) {
            servers.close();
        }
        data.close();
    }

    private static void stop(Child engine) {
        engine.stop(Duration.ofSeconds(30), "TERM", "KILL");
    }

    private static Path pidFile(DataDirectory data) {
        return data.at("run", "longshore.pid");
    }

    private static List<String> command(Path config) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        line.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        line.addAll(List.of("start", "--config", config.toString()));
        return line;
    }

    private static Map<String, String> variables(EmbeddedStack servers, Ports ports) {
        DatabaseConfig database = servers.database();
        Map<String, String> variables = new HashMap<>(DemoConfig.environment(database));
        variables.put("TEMPORAL_ADDRESS", "127.0.0.1:" + ports.temporal());
        variables.put("TEMPORAL_NAMESPACE", TemporalServer.NAMESPACE);
        return variables;
    }

    private static URI address(Ports ports) {
        return URI.create("http://127.0.0.1:" + ports.api());
    }

    private static boolean isUp(Child engine, Ports ports) throws InterruptedException {
        Instant deadline = Instant.now().plus(PATIENCE);
        HttpRequest ask = HttpRequest.newBuilder(address(ports).resolve("/v2/info/stores"))
                .timeout(PATIENCE)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            while (!engine.hasEndedWithin(LOOK_AGAIN) && Instant.now().isBefore(deadline)) {
                if (answers(client, ask)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean answers(HttpClient client, HttpRequest ask) throws InterruptedException {
        try {
            return client.send(ask, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }
}
