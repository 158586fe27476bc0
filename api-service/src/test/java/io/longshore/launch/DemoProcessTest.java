package io.longshore.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.activity.TemporalProgram;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A demo is started, told to end, and killed, as people do it: from outside. */
class DemoProcessTest {

    @TempDir
    Path temporary;

    private final List<Process> started = new ArrayList<>();
    private final Ports ports = Ports.anyFree();

    @BeforeEach
    void disk() throws IOException {
        Files.write(temporary.resolve("disk.img"), new byte[100_000]);
    }

    @AfterEach
    void endAll() throws Exception {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        for (String server : List.of("postgres", "temporal")) {
            pid(server).flatMap(ProcessHandle::of).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    @Test
    void itGoesOnWhereItWasAndLeavesNothingRunning() throws Exception {
        Process first = demo();
        String said = untilItStaysUp(first);
        assertThat(said).contains("Up after", "the image's").doesNotContain("DIFFERS", " INFO ", " WARN ");
        assertThat(temporary.resolve("data/logs/longshore.log")).exists();
        long postgres = pid("postgres").orElseThrow();
        long temporal = pid("temporal").orElseThrow();

        assertThat(exitOf(demo())).isEqualTo(1); // two at once
        assertThat(ProcessHandle.of(postgres)).isPresent();

        // Killed: what it started stays, and is put away by the next one.
        first.destroyForcibly().waitFor();
        assertThat(ProcessHandle.of(postgres)).isPresent();
        assertThat(ProcessHandle.of(temporal)).isPresent();
        Process second = demo("--exit");
        assertThat(rest(second)).contains("Up after").doesNotContain("stays up");
        assertThat(second.waitFor()).isZero();
        assertThat(ProcessHandle.of(postgres)).isEmpty();
        assertThat(ProcessHandle.of(temporal)).isEmpty();
        assertThat(pid("postgres")).isEmpty();
        assertThat(pid("temporal")).isEmpty();

        // Ctrl-C.
        Process third = demo();
        untilItStaysUp(third);
        long[] servers = {pid("postgres").orElseThrow(), pid("temporal").orElseThrow()};
        interrupt(third);
        assertThat(rest(third)).contains("engine closed");
        third.waitFor();
        assertThat(ProcessHandle.of(servers[0])).isEmpty();
        assertThat(ProcessHandle.of(servers[1])).isEmpty();

        // Ctrl-C while it is still starting.
        Process fourth = demo();
        until(fourth, "Starting");
        interrupt(fourth);
        rest(fourth);
        fourth.waitFor();
        assertThat(pid("postgres")).isEmpty();
        assertThat(pid("temporal")).isEmpty();
    }

    private Process demo(String... more) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                DemoProcess.class.getName(),
                "demo",
                temporary.resolve("disk.img").toString(),
                "--port=" + ports.api(),
                "--temporal-port=" + ports.temporal(),
                "--ui-port=" + ports.ui(),
                "--postgres-port=" + ports.postgres()));
        line.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().put("LONGSHORE_DATA", temporary.resolve("data").toString());
        builder.environment()
                .put(TemporalBinary.VARIABLE, TemporalProgram.path().toString());
        Process process = builder.start();
        started.add(process);
        return process;
    }

    private static String untilItStaysUp(Process process) throws IOException {
        return until(process, "stays up");
    }

    private static String until(Process process, String words) throws IOException {
        StringBuilder said = new StringBuilder();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.append(line).append('\n');
            if (line.contains(words)) {
                return said.toString();
            }
        }
        throw new AssertionError("it ended:\n" + said);
    }

    private static String rest(Process process) throws IOException {
        StringBuilder said = new StringBuilder();
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            said.append(line).append('\n');
        }
        return said.toString();
    }

    private static int exitOf(Process process) throws IOException, InterruptedException {
        rest(process);
        return process.waitFor();
    }

    private static void interrupt(Process process) throws IOException, InterruptedException {
        new ProcessBuilder("sh", "-c", "kill -INT " + process.pid()).start().waitFor();
    }

    private Optional<Long> pid(String server) throws IOException {
        Path file = temporary.resolve("data/run/" + server + ".pid");
        try {
            return Files.readAllLines(file).stream().findFirst().map(Long::valueOf);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
