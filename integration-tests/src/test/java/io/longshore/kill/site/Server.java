package io.longshore.kill.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A process of the site, started as its operator starts it, and as often killed. Its output goes to a file. */
public final class Server implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private final boolean findsPorts;
    private final BooleanSupplier answers;
    private @Nullable Process process;
    private volatile boolean away;

    /**
     * @param findsPorts whether it finds ports of its own free and binds them later: it may die of one that another has taken
     * @param answers whether it is ready for work
     */
    Server(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path log,
            boolean findsPorts,
            BooleanSupplier answers) {
        this.name = name;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
        this.findsPorts = findsPorts;
        this.answers = answers;
    }

    public String name() {
        return name;
    }

    /** Starts it, and does not wait. */
    public synchronized void launch() {
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(key -> key.startsWith("TEMPORAL_") || key.startsWith("PG"));
        builder.environment().putAll(environment);
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it is ready for work; fails with the end of its log where it dies instead. */
    public void awaitUp() {
        boolean up = comesUp();
        if (!up && findsPorts && !isAlive()) {
            launch();
            up = comesUp();
        }
        if (!up) {
            throw new AssertionError(name + " does not come up; its log ends so:\n" + tail());
        }
    }

    private boolean comesUp() {
        return Rest.until(PATIENCE, () -> answers.getAsBoolean() || !isAlive()) && isAlive();
    }

    public boolean answers() {
        return answers.getAsBoolean();
    }

    public synchronized boolean isAlive() {
        return process != null && process.isAlive();
    }

    /** Says that it is away for long, on purpose; or that it is back. */
    public void setAway(boolean away) {
        this.away = away;
    }

    /** Whether it is not away for long. */
    public boolean isAvailable() {
        return !away;
    }

    /** Fails with the end of its log where it has died by itself. */
    public void requireAlive() {
        if (!isAlive()) {
            throw new AssertionError(name + " has died by itself; its log ends so:\n" + tail());
        }
    }

    public synchronized long pid() {
        return there().pid();
    }

    /** SIGKILL; returns when it is gone, with all that it has begotten. */
    public synchronized void kill() {
        List<ProcessHandle> killed = Signals.kill(there().toHandle());
        if (!Rest.until(PATIENCE, () -> killed.stream().noneMatch(ProcessHandle::isAlive))) {
            throw new AssertionError(name + " does not die");
        }
    }

    /** SIGSTOP. */
    public synchronized void freeze() {
        Signals.stop(there().toHandle());
    }

    /** SIGCONT. */
    public synchronized void thaw() {
        Signals.goOn(there().toHandle());
    }

    /** SIGTERM, and SIGKILL where that does not do. */
    @Override
    public synchronized void close() {
        Process running = process;
        if (running == null || !running.isAlive()) {
            return;
        }
        Signals.goOn(running.toHandle());
        running.destroy();
        if (!Rest.until(Duration.ofSeconds(40), () -> !running.isAlive())) {
            kill();
        }
    }

    private Process there() {
        if (process == null) {
            throw new IllegalStateException(name + " was never started");
        }
        return process;
    }

    private String tail() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            return "(" + e.getMessage() + ")";
        }
    }
}
