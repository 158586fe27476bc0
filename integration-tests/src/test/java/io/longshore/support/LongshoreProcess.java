package io.longshore.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One process of Longshore, as operators start it: it can be killed, told to end, and started again as the same one. */
public final class LongshoreProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final String role;
    private final Path configuration;
    private final Path log;
    private final int port;
    private final List<String> virtualMachine;
    private final Map<String, String> environment;
    private @Nullable ChildProcess process;

    /**
     * @param role {@code start}, {@code api} or {@code worker}
     * @param port that the configuration names for HTTP
     * @param virtualMachine options of the Java that runs it
     * @param environment beside this process's
     */
    LongshoreProcess(
            String role,
            String temporalAddress,
            Path configuration,
            Path log,
            int port,
            List<String> virtualMachine,
            Map<String, String> environment) {
        this.environment = new HashMap<>(environment);
        this.environment.putIfAbsent("TEMPORAL_ADDRESS", temporalAddress);
        this.role = role;
        this.configuration = configuration;
        this.log = log;
        this.port = port;
        this.virtualMachine = virtualMachine;
    }

    /** Everything up and answering, or, for a worker, working. */
    public void start() {
        long logged = log().length();
        process = launch(log, role, "--config", configuration.toString());
        ImageClient client = client();
        Await.until(
                PATIENCE,
                () -> role + " is up; its log: " + log(),
                () -> role.equals("worker") ? log().indexOf(" Working", (int) logged) > 0 : client.isUp());
    }

    /** What a command of the launcher printed, and its exit code. */
    public record Said(int code, String text) {}

    /** Runs one command of the launcher, with the same Temporal, to its end. */
    public Said run(String... words) {
        try {
            Path output = Files.createTempFile(log.getParent(), "run", ".log");
            int code = launch(output, words).await();
            return new Said(code, Files.readString(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ChildProcess launch(Path output, String... words) {
        List<String> command = LongshoreProgram.command(virtualMachine, List.of(words));
        return new ChildProcess(command, environment, output);
    }

    /** SIGKILL; returns when it is gone. */
    public void kill() {
        running().kill();
    }

    /** SIGTERM; returns when it is gone. */
    public void stop() {
        running().close();
    }

    /** Sends {@code STOP}, {@code CONT}… */
    public void signal(String name) {
        Commands.run(Map.of(), List.of("kill", "-" + name, Long.toString(pid())));
    }

    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    public long pid() {
        return running().pid();
    }

    /** A client of its API. */
    public ImageClient client() {
        return new ImageClient("http://127.0.0.1:" + port);
    }

    private String log() {
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ChildProcess running() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    @Override
    public void close() {
        if (isRunning()) {
            running().close();
        }
    }
}
