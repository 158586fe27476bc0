package io.longshore.launch;

import io.longshore.launch.bench.Bench;
import java.util.List;
import java.util.Map;

/** {@code bench}: measures a Longshore that it starts, or others. */
final class BenchCommand {

    private final Screen screen;
    private final Map<String, String> environment;

    BenchCommand(Screen screen, Map<String, String> environment) {
        this.screen = screen;
        this.environment = environment;
    }

    int run(List<String> words) throws InterruptedException {
        Logs.toStandardError();
        return Bench.run(
                words.toArray(String[]::new),
                (directory, sourcePort) -> BenchLongshore.start(directory, sourcePort, environment),
                screen.out(),
                screen.err());
    }
}
