package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ./longshore test} says before it tests, on a machine that has little. */
final class LauncherTest {

    private static final List<String> TOOLS = List.of("bash", "cat", "dirname", "grep", "locale", "readlink");
    private static final int REFUSED = 2;

    @TempDir
    Path path;

    private record Said(int code, String text) {}

    /** Nothing is installed there, and nobody is root. */
    @BeforeEach
    void fill() throws IOException {
        for (String tool : TOOLS) {
            script(tool, "exec /usr/bin/" + tool + " \"$@\"");
        }
        script("dpkg-query", "exit 1");
        script("id", "echo 1000");
    }

    private void script(String name, String line) throws IOException {
        Path script = Files.writeString(path.resolve(name), "#!/bin/sh\n" + line + "\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Said test(Map<String, String> environment, String... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                path.resolve("bash").toString(), Path.of("..", "longshore").toString(), "test"));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        builder.environment().put("PATH", path.toString());
        builder.environment().put("JDK25_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    @Test
    void whatIsMissingIsNamedInOneLine() throws Exception {
        Said said = test(Map.of());
        assertThat(said.code()).isEqualTo(REFUSED);
        assertThat(said.text())
                .contains("a C compiler and a real Ceph (or leave its tests out: ./longshore test --without-ceph)");
        assertThat(said.text().lines().filter(line -> line.contains("apt-get")))
                .singleElement()
                .asString()
                .contains(" gcc ", " libc6-dev", " radosgw");
    }

    @Test
    void whoLeavesCephOutNeedsNoneOfIt() throws Exception {
        Said said = test(Map.of(), "--without-ceph");
        assertThat(said.code()).isEqualTo(REFUSED);
        assertThat(said.text()).contains("a C compiler", " gcc ").doesNotContain("radosgw", "Ceph");
    }

    @Test
    void inCiEveryTestRuns() throws Exception {
        Said said = test(Map.of("CI", "true"), "--without-ceph");
        assertThat(said.code()).isEqualTo(REFUSED);
        assertThat(said.text()).contains("CI is set").doesNotContain("apt-get");
    }
}
