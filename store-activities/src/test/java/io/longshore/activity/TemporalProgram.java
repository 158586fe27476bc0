package io.longshore.activity;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The {@code temporal} program that tests start: the launcher script knows where it is, and fetches it where this machine has none. */
public final class TemporalProgram {

    private static final class Found {
        static final Path PROGRAM = find();
    }

    private TemporalProgram() {}

    public static Path path() {
        return Found.PROGRAM;
    }

    private static Path find() {
        String named = System.getenv("LONGSHORE_TEMPORAL");
        if (named != null && Files.isExecutable(Path.of(named))) {
            return Path.of(named).toAbsolutePath();
        }
        try {
            Process script = new ProcessBuilder("bash", "../longshore", "temporal")
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Path program = Path.of(new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
            if (script.waitFor() != 0 || !Files.isExecutable(program)) {
                throw new AssertionError("./longshore temporal could not provide it");
            }
            return program.toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
