package io.longshore.launch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcessTreesTest {

    @TempDir
    private Path proc;

    @Test
    void descendantsAreChargedAndStrangersAreNot() throws IOException {
        process(10, 1, 100, 50, 20, 5);
        process(11, 10, 200, 0, 0, 0);
        process(12, 11, 0, 300, 0, 0);
        process(20, 1, 99_999, 99_999, 0, 0);
        Files.createDirectories(proc.resolve("sys"));

        ProcessTrees trees = new ProcessTrees(proc, List.of(10L));

        assertThat(trees.pids()).containsExactlyInAnyOrder(10L, 11L, 12L);
        assertThat(trees.cpuSeconds()).isEqualTo(6.75);
        assertThat(trees.endedChildrenCpuSeconds()).isEqualTo(0.25);
    }

    @Test
    void overlappingTreesCountOnce() throws IOException {
        process(10, 1, 100, 0, 0, 0);
        process(11, 10, 100, 0, 0, 0);

        assertThat(new ProcessTrees(proc, List.of(11L, 10L, 10L)).cpuSeconds()).isEqualTo(2);
    }

    @Test
    void memoryIsOfTheNamedProcesses() throws IOException {
        process(10, 1, 0, 0, 0, 0);
        process(11, 10, 0, 0, 0, 0);
        memory(10, 1000, 600);
        memory(11, 500, 300);
        ProcessTrees trees = new ProcessTrees(proc, List.of(10L));

        assertThat(trees.residentBytes(trees.pids())).isEqualTo(1500 * 1024);
        assertThat(trees.proportionalBytes(trees.pids())).isEqualTo(900 * 1024);
        assertThat(trees.residentBytes(Set.of(11L, 99L))).isEqualTo(500 * 1024);
    }

    @Test
    void whatDoesNotRunIsMissingAndCostsNothing() throws IOException {
        process(10, 1, 100, 0, 0, 0);
        ProcessTrees trees = new ProcessTrees(proc, List.of(10L, 77L));

        assertThat(trees.missing()).containsExactly(77L);
        assertThat(trees.cpuSeconds()).isEqualTo(1);
    }

    @Test
    void aRealTreeKeepsTheCpuOfItsEndedChildren() throws Exception {
        String busy = "i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done";
        Process shell = new ProcessBuilder("sh", "-c", "sleep 600 & sh -c '" + busy + "'; echo done; read end; kill $!")
                .start();
        try (BufferedReader said = shell.inputReader(StandardCharsets.UTF_8)) {
            assertThat(said.readLine()).isEqualTo("done");
            ProcessTrees trees = new ProcessTrees(Path.of("/proc"), List.of(shell.pid()));

            assertThat(trees.missing()).isEmpty();
            assertThat(trees.pids()).hasSize(2);
            assertThat(trees.endedChildrenCpuSeconds()).isPositive();
            assertThat(trees.cpuSeconds()).isGreaterThanOrEqualTo(trees.endedChildrenCpuSeconds());
            assertThat(trees.residentBytes(trees.pids())).isGreaterThan(100_000);

            shell.outputWriter(StandardCharsets.UTF_8).append("\n").close();
            shell.waitFor();
            assertThat(trees.missing()).containsExactly(shell.pid());
        }
    }

    /** As Linux writes it, with a name that tries to look like the rest. */
    private void process(long pid, long parent, long user, long system, long endedUser, long endedSystem)
            throws IOException {
        Path directory = Files.createDirectories(proc.resolve(Long.toString(pid)));
        Files.writeString(
                directory.resolve("stat"),
                pid + " (a) R 7 (b) S " + parent + " 1 1 0 -1 4194304 1 2 3 4 " + user + " " + system + " " + endedUser
                        + " " + endedSystem + " 20 0 1 0 555 1000 10\n");
    }

    private void memory(long pid, long residentKib, long proportionalKib) throws IOException {
        Path directory = proc.resolve(Long.toString(pid));
        Files.writeString(
                directory.resolve("status"), "Name:\tx\nVmHWM:\t 9999 kB\nVmRSS:\t   " + residentKib + " kB\n");
        Files.writeString(
                directory.resolve("smaps_rollup"), "Rss:  1 kB\nPss:    " + proportionalKib + " kB\nPss_Anon:  3 kB\n");
    }
}
