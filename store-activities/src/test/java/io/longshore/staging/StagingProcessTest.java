package io.longshore.staging;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageId;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Several processes on one directory, and a directory that is full. The latter needs root or unprivileged user namespaces. */
final class StagingProcessTest extends Staging {

    @Test
    void a_file_that_another_process_writes_is_left_alone_until_that_dies() throws Exception {
        Process holder = java(List.of(), StagingHolder.class, directory.toString(), id.toString());
        try (BufferedReader says = holder.inputReader()) {
            assertThat(says.readLine()).isEqualTo("holds it");
            mustFail(FailureKind.SOURCE_CHANGED, "is being written by another process", () -> writer(1));
            try (StagedWriter other = area.write(ImageId.random(), 1, () -> {})) {
                assertThat(other.units()).isEmpty();
            }
            try (StagedSource source = area.follow(id, 1, what -> {})) {
                assertThat(source.await(UNIT, what -> {})).isEqualTo(UNIT);
            }
            holder.destroyForcibly().waitFor();
        }
        try (StagedWriter writer = writer(1)) {
            assertThat(writer.units()).hasSize(1);
        }
        assertThat(staged(area, 1, image).manifest()).isEqualTo(image.manifest());
    }

    @Test
    void a_full_disk_says_so_and_goes_on_when_there_is_room() throws Exception {
        Path mounted = Files.createDirectory(directory.resolve("mounted"));
        List<String> inASmallWorld = new ArrayList<>(List.of("unshare", "--mount"));
        if (!"root".equals(System.getProperty("user.name"))) {
            inASmallWorld.addAll(List.of("--user", "--map-root-user"));
        }
        inASmallWorld.addAll(
                List.of("sh", "-c", "mount -t tmpfs -o size=12m tmpfs \"$0\" && exec \"$@\"", mounted.toString()));
        Process probe = java(inASmallWorld, FullStagingProbe.class, mounted.toString());
        try (BufferedReader says = probe.inputReader()) {
            assertThat(says.lines())
                    .containsExactly(
                            "STAGING_FULL: staging: image X (generation 1): no space left on the device",
                            "goes on at 8388608",
                            "sealed",
                            "STORE_FULL: store small: copy: no space left on the device");
        }
        assertThat(probe.waitFor()).isZero();
    }

    private static Process java(List<String> before, Class<?> main, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:-UsePerfData",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                main.getName()));
        command.addAll(Arrays.asList(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }
}
