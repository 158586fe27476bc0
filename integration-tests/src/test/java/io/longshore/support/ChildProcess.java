package io.longshore.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A process of the test's own, with its output in a file. */
final class ChildProcess implements AutoCloseable {

    /** For a command that puts every promise of a store to the test, on a machine that has other things to do. */
    private static final Duration WORK = Duration.ofMinutes(4);

    /** For what was under way to be let go of, and for Java to keep the classes that it has loaded. */
    private static final Duration END = Duration.ofMinutes(4);

    private final Process process;

    ChildProcess(List<String> command, Map<String, String> environment, Path log) {
        try {
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            builder.environment().putAll(environment);
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits for its own end; its exit code. */
    int await() {
        awaitEnd(WORK);
        return process.exitValue();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    /** SIGKILL; returns when it is gone. */
    void kill() {
        process.destroyForcibly();
        awaitEnd(END);
    }

    /** SIGTERM; returns when it is gone. */
    @Override
    public void close() {
        process.destroy();
        awaitEnd(END);
    }

    private void awaitEnd(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("process " + process.pid() + " does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
