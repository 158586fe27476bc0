package io.longshore.support;

import io.longshore.launch.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * How Longshore is started: from the jar that is shipped, if these tests run with it, and with the classes that earlier processes have
 * loaded, as the launcher does it, which halves the time until one is up.
 */
public final class LongshoreProgram {

    private LongshoreProgram() {}

    /** The command with these options of the Java virtual machine, and these words to Longshore. */
    public static List<String> command(List<String> virtualMachine, Stream<String> words) {
        Path program = program();
        boolean shipped = Files.isDirectory(program.resolveSibling("lib"));
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(virtualMachine);
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        if (shipped) {
            command.addAll(List.of(
                    "-XX:+AutoCreateSharedArchive",
                    "-XX:SharedArchiveFile=" + classes(program),
                    "-Xlog:cds=off",
                    "-Xlog:cds+dynamic=off",
                    "-Xlog:aot=off"));
        }
        command.addAll(List.of("-cp", shipped ? program.toString() : System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        words.forEach(command::add);
        return command;
    }

    /** Where they are kept. Java does not renew them by itself where a jar has changed. */
    private static Path classes(Path program) {
        Path classes = program.resolveSibling(program.getFileName() + ".tests-classes");
        try (Stream<Path> libraries = Files.list(program.resolveSibling("lib"))) {
            if (Files.exists(classes)) {
                FileTime kept = Files.getLastModifiedTime(classes);
                for (Path jar : Stream.concat(Stream.of(program), libraries).toList()) {
                    if (Files.getLastModifiedTime(jar).compareTo(kept) > 0) {
                        Files.deleteIfExists(classes);
                    }
                }
            }
            return classes;
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
