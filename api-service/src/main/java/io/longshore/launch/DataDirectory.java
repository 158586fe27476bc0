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
import org.jspecify.annotations.Nullable;

/** The one directory that everything of a demo lies in. It belongs to one process at a time. */
final class DataDirectory implements AutoCloseable {

    private final Path root;
    private final FileChannel channel;

    private DataDirectory(Path root, FileChannel channel) {
        this.root = root;
        this.channel = channel;
    }

    /** Makes the directory where needed and takes it; {@code IN_USE}, naming the process, where another one has it. */
    static DataDirectory take(Path directory) {
        try {
            Files.createDirectories(directory);
            Path root = directory.toRealPath();
            // It holds the catalog's password.
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
            FileChannel channel = FileChannel.open(
                    root.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                String owner = Files.readString(root.resolve("lock")).strip();
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
