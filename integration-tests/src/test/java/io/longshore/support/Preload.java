package io.longshore.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Small libraries in C that are loaded into a process before the C library; a C compiler is needed (Debian: gcc, libc6-dev). */
public final class Preload {

    private Preload() {}

    /** Compiles {@code name.c} of the resources into {@code directory}. */
    public static Path compile(String name, Path directory) {
        Path source = directory.resolve(name + ".c");
        Path library = directory.resolve(name + ".so");
        try (InputStream c = Objects.requireNonNull(Preload.class.getResourceAsStream("/preload/" + name + ".c"))) {
            Files.copy(c, source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Commands.run(
                Map.of(),
                List.of("cc", "-O2", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl"));
        return library;
    }
}
