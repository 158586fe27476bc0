package io.longshore.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.activity.TemporalProgram;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The benchmark's own Longshore, for real. */
final class BenchLongshoreTest {

    @TempDir
    private Path directory;

    @Test
    void theCommandStartsItMeasuresItAndStopsIt() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Screen screen = new Screen(new PrintStream(out, true, StandardCharsets.UTF_8), System.err, false);

        int code = new BenchCommand(screen, environment())
                .run(List.of(
                        "--only",
                        "io,direct,web,catalog",
                        "--size",
                        "9",
                        "--rounds",
                        "1",
                        "--no-warm-up",
                        "--catalog",
                        "20,60",
                        "--latency-imports",
                        "2",
                        "--seconds",
                        "0.2",
                        "--work",
                        directory.toString()));

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("| put-file, 9 MiB | longshore |", "Every byte was right.")
                .containsPattern("\\| direct-3, 9 MiB \\| longshore \\|.*\\| 1/\\d+/\\d+ \\|")
                .containsPattern("\\| web-3, 9 MiB \\| longshore \\|.*\\| 1\\.00 \\| [12]/\\d+/\\d+ \\|");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("| list-by-checksum | longshore | 60 |")
                .containsPattern("latency-1 of 60 × of 20: \\d\\.\\d\\d \\(mark 1\\.20\\)");
        assertThat(code).isZero();
        assertThat(ProcessHandle.allProcesses())
                .noneMatch(process -> process.info().commandLine().orElse("").contains(directory.toString()));
        assertThat(directory).isEmptyDirectory();
    }

    private static Map<String, String> environment() throws Exception {
        return Map.of(TemporalBinary.VARIABLE, TemporalProgram.path().toString());
    }
}
