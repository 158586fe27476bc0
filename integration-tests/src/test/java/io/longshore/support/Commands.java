package io.longshore.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs of the machine that are run to their end. */
public final class Commands {

    private static final int PATIENCE_SECONDS = 400;

    private Commands() {}

    /** What it printed, without the last line's end. An {@link AssertionError} with its words where it fails or does not end. */
    public static String run(Map<String, String> environment, List<String> command) {
        try {
            // Files, not pipes: what goes on in the background may keep a pipe open for ever.
            Path output = Files.createTempFile("command", ".out");
            Path errors = Files.createTempFile("command", ".err");
            try {
                ProcessBuilder builder = new ProcessBuilder(command)
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile());
                builder.environment().putAll(environment);
                return result(builder.start(), command, output, errors);
            } finally {
                Files.delete(output);
                Files.delete(errors);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String result(Process process, List<String> command, Path output, Path errors) throws IOException {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " does not end: " + Files.readString(errors));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new AssertionError(command + " was interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw new AssertionError(command + " failed: " + Files.readString(errors) + Files.readString(output));
        }
        return Files.readString(output).stripTrailing();
    }
}
