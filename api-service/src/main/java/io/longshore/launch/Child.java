package io.longshore.launch;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A server process that belongs to a data directory: started by us, or left over by a launcher that was killed. A file remembers it;
 * it is believed only as long as process id, start time and command line all agree, so that no stranger is ever signalled.
 */
final class Child {

    /** The start time is counted from the boot time, which clocks being set may shift a little. */
    private static final Duration CLOCK_DRIFT = Duration.ofSeconds(2);

    private static final long LOG_LIMIT_BYTES = 16L << 20;

    private final Path pidFile;
    private final ProcessHandle process;

    private Child(Path pidFile, ProcessHandle process) {
        this.pidFile = pidFile;
        this.process = process;
    }

    /**
     * Starts {@code command}, which must name {@code mark}, out of reach of the terminal's signals, and remembers it.
     *
     * @param mark a path in the data directory that no other process's command line holds
     */
    static Child start(Path pidFile, Path mark, List<String> command, Path log) throws IOException {
        return start(pidFile, mark, command, log, Map.of());
    }

    /** The same with variables in its environment: what its command line must not tell. */
    static Child start(Path pidFile, Path mark, List<String> command, Path log, Map<String, String> variables)
            throws IOException {
        Files.createDirectories(pidFile.getParent());
        Files.createDirectories(log.getParent());
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT_BYTES) {
            Files.move(log, log.resolveSibling(log.getFileName() + ".old"), StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> line = new ArrayList<>();
        // Ctrl-C reaches the whole foreground group; the order of stopping is ours to choose.
        Executables.find("setsid", System.getenv()).ifPresent(setsid -> line.add(setsid.toString()));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line)
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().removeIf(name -> name.startsWith("TEMPORAL_") || name.startsWith("PG"));
        builder.environment().putAll(variables);
        ProcessHandle process = builder.start().toHandle();
        try {
            Instant started = process.info().startInstant().orElse(Instant.now());
            Files.writeString(pidFile, process.pid() + "\n" + started.toEpochMilli() + "\n" + mark + "\n");
            return new Child(pidFile, process);
        } catch (IOException | RuntimeException e) {
            // Nobody would find it, and end it: an interrupted thread writes no file.
            process.destroyForcibly();
            throw e;
        }
    }

    /** The process that {@code pidFile} remembers, if it is still that one. */
    static Optional<Child> leftover(Path pidFile) {
        List<String> lines;
        try {
            lines = Files.readAllLines(pidFile);
        } catch (IOException e) {
            return Optional.empty();
        }
        if (lines.size() < 3
                || !lines.get(0).matches("\\d{1,18}")
                || !lines.get(1).matches("\\d{1,18}")) {
            return Optional.empty();
        }
        Instant started = Instant.ofEpochMilli(Long.parseLong(lines.get(1)));
        return ProcessHandle.of(Long.parseLong(lines.get(0)))
                .filter(ProcessHandle::isAlive)
                .filter(p -> p.info()
                        .startInstant()
                        .map(at -> Duration.between(at, started).abs().compareTo(CLOCK_DRIFT) <= 0)
                        .orElse(false))
                .filter(p -> p.info().commandLine().orElse("").contains(lines.get(2)))
                .map(p -> new Child(pidFile, p));
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits at most that long for its end; whether it has ended. */
    boolean hasEndedWithin(Duration patience) throws InterruptedException {
        try {
            process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return !process.isAlive();
        } catch (ExecutionException e) {
            throw new CompletionException(e);
        }
    }

    /**
     * Sends the signals one after another until it has ended, with {@code patience} after each; then forgets it. Repeatable.
     *
     * @param signals names such as {@code TERM}, the gentlest first
     */
    void stop(Duration patience, String... signals) {
        try {
            for (String signal : signals) {
                if (process.isAlive()) {
                    new ProcessBuilder("sh", "-c", "kill -" + signal + " " + process.pid() + " 2>/dev/null")
                            .start()
                            .waitFor();
                    hasEndedWithin(patience);
                }
            }
            if (!process.isAlive()) {
                Files.deleteIfExists(pidFile);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
