package io.longshore.store.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is full, a file that is too big, a file system that turned read-only: the real errors, in a process with a mount of its
 * own that ends with it. Needs root or unprivileged user namespaces, and fails without.
 */
final class LimitedDiskTest {

    private static final String IN_A_SMALL_WORLD =
            "mount -t tmpfs -o size=16m tmpfs \"$1\" && ulimit -f 24576 && exec \"$2\" -XX:-UsePerfData"
                    + " --enable-native-access=ALL-UNNAMED -cp \"$3\" \"$4\" \"$1\"";

    @TempDir
    Path root;

    @Test
    void everyLimitHasItsKindAndWords() throws Exception {
        Path mounted = Files.createDirectory(root.resolve("mounted"));
        assertThat(run(mounted))
                .containsExactly(
                        "too big: STORE_FULL store files: <name>: larger than a file may be here",
                        "durable: {[0,8388608)}",
                        "full: STORE_FULL store files: <name>: no space left on the device",
                        "does not fit: STORE_FULL store files: 1048576 bytes are needed, 0 are free",
                        "fits: done",
                        "complete: done",
                        "small goes to: small/",
                        "large goes to: large/",
                        "where there is most room: large/",
                        "read-only: true",
                        "begin: UNAVAILABLE store files: <name>: the file system is read-only",
                        "resume: UNAVAILABLE store files: <name>: the file system is read-only",
                        "delete: UNAVAILABLE store files: <name>: the file system is read-only",
                        "size: 8388608");
        assertThat(mounted).isEmptyDirectory();
    }

    private static List<String> run(Path mounted) throws Exception {
        List<String> command = new ArrayList<>(List.of("unshare", "--mount"));
        if (!"root".equals(System.getProperty("user.name"))) {
            command.addAll(List.of("--user", "--map-root-user"));
        }
        command.addAll(List.of(
                "sh",
                "-c",
                IN_A_SMALL_WORLD,
                "sh",
                mounted.toString(),
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                LimitedDiskProbe.class.getName()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.lines().toList();
    }
}
