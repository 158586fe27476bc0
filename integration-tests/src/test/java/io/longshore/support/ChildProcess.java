package io.longshore.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
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

    /** For a server to listen. */
    private static final Duration START = Duration.ofMinutes(3);

    private final Process process;
    private final Path log;

    ChildProcess(List<String> command, Map<String, String> environment, Path log) {
        this.log = log;
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

    /** Returns when somebody listens on a port of the loopback interface; throws where the process ends first. */
    void awaitListening(int port) {
        Await.until(START, () -> "port " + port + "; its output: " + log, () -> {
            if (!isAlive()) {
                throw new AssertionError("process " + pid() + " has ended; its output: " + log);
            }
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return socket.isConnected();
            } catch (IOException notYet) {
                return false;
            }
        });
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
