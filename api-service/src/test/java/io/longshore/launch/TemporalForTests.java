package io.longshore.launch;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The Temporal program, fetched by the launcher script where this machine has none. */
final class TemporalForTests {

    private TemporalForTests() {}

    static Path binary() throws IOException, InterruptedException {
        Map<String, String> environment = System.getenv();
        if (environment.containsKey(TemporalBinary.VARIABLE)
                || Executables.find("temporal", environment).isPresent()) {
            return TemporalBinary.find(environment);
        }
        Process script = new ProcessBuilder("bash", "../longshore", "temporal")
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Path binary = Path.of(new String(script.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
        if (script.waitFor() != 0 || !Files.isExecutable(binary)) {
            throw new IOException("./longshore temporal could not provide it");
        }
        return binary;
    }
}
