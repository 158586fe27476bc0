package io.longshore.launch;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The {@code temporal} program. */
final class TemporalBinary {

    /** The variable that the launcher script names it in. */
    static final String VARIABLE = "LONGSHORE_TEMPORAL";

    private TemporalBinary() {}

    /** The one that {@value #VARIABLE} names, else the one on the PATH; {@code NOT_FOUND}, saying how to get one. */
    static Path find(Map<String, String> environment) {
        String named = environment.getOrDefault(VARIABLE, "");
        if (!named.isEmpty() && Files.isExecutable(Path.of(named))) {
            return Path.of(named).toAbsolutePath();
        }
        return Executables.find("temporal", environment)
                .orElseThrow(() -> new ImageException(
                        FailureKind.NOT_FOUND,
                        "the program temporal is needed: put it on the PATH, or name it in " + VARIABLE
                                + "; ./longshore temporal fetches it"));
    }
}
