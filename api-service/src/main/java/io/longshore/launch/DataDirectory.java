package io.longshore.launch;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The one directory that everything of a demo lies in. It belongs to one process at a time. */
final class DataDirectory implements AutoCloseable {

    private static final String LOCK = "lock";

    /** What may be in it before it is taken for the first time: the launcher script fetches Temporal, and benchmarks are run. */
    private static final Set<String> EARLIER = Set.of("cache", "bench");

    private final Path root;
    private final FileChannel channel;

    private DataDirectory(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /**
     * Makes the directory where needed and takes it; {@code IN_USE}, naming the process, where another one has it, and {@code INVALID}
     * where something of others is in it: nobody else can look into it any more.
     */
    static DataDirectory take(Path directory) {
        try {
            Files.createDirectories(directory);
            Path root = directory.toRealPath();
            if (!isOurs(root)) {
                throw new ImageException(
                        FailureKind.INVALID,
                        "data directory " + root + " holds what is not Longshore's; choose one that is empty, or not"
                                + " there yet, with --data DIR");
            }
            // It holds the catalog's password.
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
            FileChannel channel = FileChannel.open(
                    root.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                String owner = Files.readString(root.resolve(LOCK)).strip();
                channel.close();
                throw new ImageException(
                        FailureKind.IN_USE,
                        "data directory " + directory + " is in use by process " + owner
                                + "; stop that one, or choose another directory with --data DIR");
            }
            channel.truncate(0);
            channel.write(StandardCharsets.US_ASCII.encode(
                    Long.toString(ProcessHandle.current().pid())));
            return new DataDirectory(root, channel);
        } catch (IOException e) {
            throw new UncheckedIOException("data directory " + directory + " cannot be used", e);
        }
    }

    private static boolean isOurs(Path root) throws IOException {
        if (Files.isRegularFile(root.resolve(LOCK))) {
            return true;
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.map(entry -> entry.getFileName().toString()).allMatch(EARLIER::contains);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    Path root() {
        return root;
    }

    /** A file or directory in it, named by its steps. */
    Path at(String first, String... more) {
        return root.resolve(Path.of(first, more));
    }

    /** A directory in it, made where needed. */
    Path directory(String first, String... more) {
        try {
            return Files.createDirectories(at(first, more));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            channel.truncate(0);
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
