package io.longshore.support;

import io.longshore.launch.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How Longshore is started: from the jar that is shipped, if these tests run with it, and with the classes that earlier processes have
 * loaded, as the launcher does it, which halves the time until one is up.
 */
public final class LongshoreProgram {

    private static final Path PROGRAM = program();
    private static final boolean SHIPPED = Files.isDirectory(PROGRAM.resolveSibling("lib"));
    private static final Path CLASSES = PROGRAM.resolveSibling(PROGRAM.getFileName() + ".tests-classes");

    static {
        if (SHIPPED) {
            dropOldClasses();
        }
    }

    private LongshoreProgram() {}

    /** The command with these options of the Java virtual machine, and these words to Longshore. */
    public static List<String> command(List<String> virtualMachine, List<String> words) {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(virtualMachine);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        if (SHIPPED) {
            command.addAll(List.of(
                    "-XX:+AutoCreateSharedArchive",
                    "-XX:SharedArchiveFile=" + CLASSES,
                    "-Xlog:cds=off",
                    "-Xlog:cds+dynamic=off",
                    "-Xlog:aot=off"));
        }
        command.addAll(List.of("-cp", SHIPPED ? PROGRAM.toString() : System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(words);
        return command;
    }

    /** Java does not renew them by itself where a jar has changed. */
    private static void dropOldClasses() {
        try (Stream<Path> libraries = Files.list(PROGRAM.resolveSibling("lib"))) {
            for (Path jar : Stream.concat(Stream.of(PROGRAM), libraries).toList()) {
                if (Files.getLastModifiedTime(jar).compareTo(Files.getLastModifiedTime(CLASSES)) > 0) {
                    Files.deleteIfExists(CLASSES);
                }
            }
        } catch (NoSuchFileException none) {
            // There are none, or tests beside these have just dropped them.
            return;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path program() {
        try {
            return Path.of(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
