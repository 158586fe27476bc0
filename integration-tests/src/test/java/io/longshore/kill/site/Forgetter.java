package io.longshore.kill.site;

import io.longshore.support.Preload;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A loss of power, for the files of processes that have just been killed: what they did not make durable is gone. What they did is
 * known from a small library that is loaded into them before the C library.
 */
public final class Forgetter {

    /** Of what the processes have not finished. */
    private static final String PART = ".part";

    /** Earlier than whatever they keep. */
    private static final String FIRST = ".0000000000000000000-0";

    private final Path library;
    private final Path kept;
    private final Path root;

    Forgetter(Path directory) {
        this.root = directory.toAbsolutePath();
        this.library = Preload.compile("forgetter", root);
        this.kept = root.resolve("kept");
        try {
            Files.createDirectories(kept);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** For processes whose files shall forget. */
    Map<String, String> environment() {
        return Map.of(
                "LD_PRELOAD", library.toString(),
                "FORGETTER_ROOT", root.toString(),
                "FORGETTER_KEPT", kept.toString());
    }

    /**
     * Puts directories into the state that they would have after a loss of power; nobody may be at them. What they hold then is all that
     * is known, and durable. How many files are other than before.
     */
    int forget(List<Path> directories) {
        try {
            Map<String, Path> latest = latest();
            int changes = 0;
            for (Path directory : directories) {
                changes += forget(directory, latest);
            }
            beginAgain(directories);
            return changes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What holds of each thing, by kind and key. */
    private Map<String, Path> latest() throws IOException {
        Map<String, Path> latest = new HashMap<>();
        for (Path file : files(kept)) {
            String name = String.valueOf(file.getFileName());
            if (!name.endsWith(PART)) {
                latest.merge(name.substring(0, name.indexOf('.')), file, (a, b) -> a.compareTo(b) < 0 ? b : a);
            }
        }
        return latest;
    }

    private int forget(Path directory, Map<String, Path> latest) throws IOException {
        Map<String, String> durable = names(directory, latest);
        int changes = 0;
        for (Path file : files(directory)) {
            String key = durable.remove(String.valueOf(file.getFileName()));
            if (!isAsKept(file, key, latest)) {
                put(file, key, latest);
                changes++;
            }
        }
        // Deleted, but not for good.
        for (Map.Entry<String, String> deleted : durable.entrySet()) {
            put(directory.resolve(deleted.getKey()), deleted.getValue(), latest);
            changes++;
        }
        return changes;
    }

    private void beginAgain(List<Path> directories) throws IOException {
        for (Path old : files(kept)) {
            Files.delete(old);
        }
        for (Path directory : directories) {
            StringBuilder names = new StringBuilder();
            for (Path file : files(directory)) {
                Files.copy(file, kept.resolve("f-" + key(file) + FIRST));
                names.append(key(file)).append(' ').append(file.getFileName()).append('\n');
            }
            Files.writeString(kept.resolve("d-" + key(directory) + FIRST), names);
        }
    }

    /** The names that are durable, with what they stand for. */
    private static Map<String, String> names(Path directory, Map<String, Path> latest) throws IOException {
        Path list = latest.get("d-" + key(directory));
        Map<String, String> names = new HashMap<>();
        for (String line : list == null ? List.<String>of() : Files.readAllLines(list)) {
            int space = line.indexOf(' ');
            names.put(line.substring(space + 1), line.substring(0, space));
        }
        return names;
    }

    private static boolean isAsKept(Path file, @Nullable String key, Map<String, Path> latest) throws IOException {
        if (key == null || !key.equals(key(file))) {
            return false;
        }
        Path bytes = latest.get("f-" + key);
        return bytes == null ? Files.size(file) == 0 : Files.mismatch(file, bytes) < 0;
    }

    /** A name that is durable while its bytes are not: a file without any. */
    private static void put(Path file, @Nullable String key, Map<String, Path> latest) throws IOException {
        Files.deleteIfExists(file);
        if (key == null) {
            return;
        }
        Path bytes = latest.get("f-" + key);
        if (bytes == null) {
            Files.createFile(file);
        } else {
            Files.copy(bytes, file);
        }
    }

    /** Device, inode and birth, as the library has them. */
    private static String key(Path path) throws IOException {
        Instant birth = Files.readAttributes(path, BasicFileAttributes.class)
                .creationTime()
                .toInstant();
        return Files.getAttribute(path, "unix:dev") + "-" + Files.getAttribute(path, "unix:ino") + "-"
                + birth.getEpochSecond() + "-" + birth.getNano();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
