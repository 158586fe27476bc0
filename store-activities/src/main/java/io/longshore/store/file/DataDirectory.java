package io.longshore.store.file;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.SystemError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** One directory that images lie in. Only regular files directly in it are objects; links are never followed. */
final class DataDirectory {

    private final Path path;
    private final Set<PosixFilePermission> filePermissions;
    private volatile boolean seen;

    /** {@code filePermissions} are those of whole images; empty for what the umask leaves. */
    DataDirectory(Path path, Set<PosixFilePermission> filePermissions) {
        this.path = path;
        this.filePermissions = filePermissions;
    }

    Path path() {
        return path;
    }

    Set<PosixFilePermission> filePermissions() {
        return filePermissions;
    }

    /**
     * Sees to it that the directory is there before something is written. It is made once; one that goes away later is most likely a
     * file system that is no longer mounted, and making it anew would hide that.
     */
    void prepare(FileFailures failures) {
        if (Files.isDirectory(path)) {
            seen = true;
            return;
        }
        if (seen) {
            throw missing(failures);
        }
        try {
            create(path);
        } catch (FileAlreadyExistsException e) {
            throw failures.of(FailureKind.UNAVAILABLE, Path.of(e.getFile()), "is not a directory");
        } catch (IOException e) {
            throw failures.of(path, e);
        }
        seen = true;
    }

    /**
     * What lies at {@code file}, which must be a regular file, or nothing. {@code UNAVAILABLE} where the directory itself is missing:
     * that says nothing about the file.
     */
    Optional<BasicFileAttributes> find(Path file, FileFailures failures) {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            seen = true;
            if (!found.isRegularFile()) {
                throw failures.of(FailureKind.INVALID, file, "is not a regular file");
            }
            return Optional.of(found);
        } catch (NoSuchFileException e) {
            if (!Files.isDirectory(path)) {
                throw missing(failures);
            }
            seen = true;
            return Optional.empty();
        } catch (IOException e) {
            throw failures.of(file, e);
        }
    }

    /** Whether nothing can be in it because nobody here has made or seen it yet. */
    boolean isUntouched() {
        return !seen && Files.notExists(path);
    }

    /** Removes {@code file} for good; absent is success. */
    void remove(Path file, FileFailures failures) {
        try {
            Files.deleteIfExists(file);
            force(path);
        } catch (IOException e) {
            throw failures.of(file, e);
        }
    }

    /** Makes the names in the directory survive a crash of the machine. */
    void force() throws IOException {
        force(path);
    }

    /** Room for new bytes; empty where the file system does not say. */
    OptionalLong usableBytes() {
        try {
            java.nio.file.FileStore fileSystem = Files.getFileStore(path);
            return fileSystem.getTotalSpace() > 0 ? OptionalLong.of(fileSystem.getUsableSpace()) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** The directory is not there. */
    ImageException missing(FileFailures failures) {
        return failures.of(FailureKind.UNAVAILABLE, path, "the directory is missing: is its file system mounted?");
    }

    private void create(Path directory) throws IOException {
        Path parent = directory.getParent();
        if (parent != null && !Files.isDirectory(parent)) {
            create(parent);
        }
        try {
            Files.createDirectory(directory);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(directory)) {
                throw e;
            }
        }
        if (directory.equals(path)) {
            openToReaders();
        }
        if (parent != null) {
            force(parent);
        }
    }

    /** Who may read the files must be able to reach them; Glance does the same. */
    private void openToReaders() throws IOException {
        Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(path));
        boolean changed = false;
        for (PosixFilePermission granted : filePermissions) {
            changed |= switch (granted) {
                case OWNER_READ, OWNER_WRITE, OWNER_EXECUTE -> false;
                case GROUP_READ, GROUP_WRITE, GROUP_EXECUTE -> permissions.add(PosixFilePermission.GROUP_EXECUTE);
                case OTHERS_READ, OTHERS_WRITE, OTHERS_EXECUTE -> permissions.add(PosixFilePermission.OTHERS_EXECUTE);
            };
        }
        if (changed) {
            Files.setPosixFilePermissions(path, permissions);
        }
    }

    private static void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            // Network file systems that cannot force a directory keep its names on the server's side.
            if (SystemError.of(e).filter(SystemError.EINVAL::equals).isEmpty()) {
                throw e;
            }
        }
    }
}
