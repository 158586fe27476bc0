package io.longshore.store.file;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.SystemError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One directory that images lie in. Only regular files directly in it are objects; links are never followed. */
final class DataDirectory {

    /** How Linux calls file systems of other machines; those in user space may be anything. */
    private static final Pattern REMOTE =
            Pattern.compile("nfs.*|cifs|smb.*|ceph|fuse.*|glusterfs|lustre|9p|afs|beegfs.*|gpfs|ocfs2|gfs2|virtiofs");

    /** Under way at a time, for clients who download. */
    private static final int MOST_READS = 128;

    private final Path path;
    private final Set<PosixFilePermission> filePermissions;
    private final FileCalls calls;
    private final FileCalls reads;
    private volatile boolean seen;
    private volatile @Nullable Boolean remote;

    /**
     * @param filePermissions those of whole images; empty for what the umask leaves
     * @param timeout a call that has not come back by then is left behind
     */
    DataDirectory(Path path, Set<PosixFilePermission> filePermissions, Duration timeout) {
        this.path = path;
        this.filePermissions = filePermissions;
        this.calls = new FileCalls(timeout);
        this.reads = new FileCalls(timeout, MOST_READS);
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
        try {
            calls.make(failures, () -> {
                if (!Files.isDirectory(path)) {
                    if (seen) {
                        throw missing(failures);
                    }
                    create(path);
                }
                seen = true;
                return true;
            });
        } catch (FileAlreadyExistsException e) {
            throw failures.ofDirectory("cannot be made: " + Path.of(e.getFile()).getFileName() + " is not a directory");
        } catch (IOException e) {
            throw failures.of(path, e);
        }
    }

    /** Opens a file in it, or fails as the file system says. */
    FileChannel open(Path file, Set<? extends OpenOption> how, FileFailures failures, FileAttribute<?>... attributes)
            throws IOException {
        return calls.make(failures, () -> FileChannel.open(file, how, attributes));
    }

    /** The bytes of a file, for who is not to be left behind with a read. */
    ReadableByteChannel watched(ReadableByteChannel file, FileFailures failures) {
        return new WatchedChannel(file, reads, failures);
    }

    /** Closes a file, which waits for the calls that are made on it. */
    void close(FileChannel file, FileFailures failures) throws IOException {
        calls.make(failures, () -> {
            file.close();
            return true;
        });
    }

    /**
     * What lies at {@code file}, which must be a regular file, or nothing. {@code UNAVAILABLE} where the directory itself is missing:
     * that says nothing about the file.
     */
    Optional<BasicFileAttributes> find(Path file, FileFailures failures) {
        Optional<BasicFileAttributes> found = attributes(file, failures);
        if (found.isPresent() && !found.get().isRegularFile()) {
            throw failures.of(FailureKind.INVALID, file, "is not a regular file");
        }
        return found;
    }

    /** The same for whatever lies there. */
    Optional<BasicFileAttributes> attributes(Path file, FileFailures failures) {
        try {
            return calls.make(failures, () -> look(file, failures));
        } catch (IOException e) {
            throw failures.of(file, e);
        }
    }

    private Optional<BasicFileAttributes> look(Path file, FileFailures failures) throws IOException {
        try {
            BasicFileAttributes found =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            seen = true;
            return Optional.of(found);
        } catch (NoSuchFileException e) {
            if (!Files.isDirectory(path)) {
                throw missing(failures);
            }
            seen = true;
            return Optional.empty();
        }
    }

    /** The names in it, whatever they stand for. */
    void names(FileFailures failures, Consumer<String> each) {
        try {
            calls.make(failures, () -> {
                try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
                    files.forEach(file -> each.accept(file.getFileName().toString()));
                }
                return true;
            });
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw missing(failures);
        } catch (DirectoryIteratorException e) {
            throw failures.of(path, Objects.requireNonNull(e.getCause()));
        } catch (IOException e) {
            throw failures.of(path, e);
        }
    }

    /** Whether nothing can be in it because nobody here has made or seen it yet. */
    boolean isUntouched(FileFailures failures) {
        try {
            return !seen && calls.make(failures, () -> Files.notExists(path));
        } catch (IOException e) {
            throw failures.of(path, e);
        }
    }

    /** Removes {@code file} for good; absent is success. */
    void remove(Path file, FileFailures failures) {
        try {
            calls.make(failures, () -> {
                Files.deleteIfExists(file);
                force(path);
                return true;
            });
        } catch (IOException e) {
            throw failures.of(file, e);
        }
    }

    /** Makes the names in the directory survive a crash of the machine. */
    void force() throws IOException {
        force(path);
    }

    /** Whether a call to it does not come back: it may hang. */
    boolean hangs() {
        return calls.hang();
    }

    /** Room for new bytes; empty where the file system does not say. */
    OptionalLong usableBytes(FileFailures failures) {
        try {
            return calls.make(failures, () -> {
                java.nio.file.FileStore fileSystem = Files.getFileStore(seen ? path : existing(path));
                return fileSystem.getTotalSpace() > 0
                        ? OptionalLong.of(fileSystem.getUsableSpace())
                        : OptionalLong.empty();
            });
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }

    /** Whether it lies on another machine. */
    boolean isRemote(FileFailures failures) {
        try {
            if (remote == null) {
                remote = calls.make(
                        failures,
                        () -> REMOTE.matcher(Files.getFileStore(path).type()).matches());
            }
            return Boolean.TRUE.equals(remote);
        } catch (IOException e) {
            throw failures.of(path, e);
        }
    }

    /** The nearest directory that is there: where this one would be made. */
    private static Path existing(Path directory) {
        Path parent = directory.getParent();
        return parent == null || Files.exists(directory) ? directory : existing(parent);
    }

    /** The directory is not there. */
    ImageException missing(FileFailures failures) {
        return failures.ofDirectory(
                Files.exists(path, LinkOption.NOFOLLOW_LINKS)
                        ? "is not a directory any more"
                        : "is missing: is its file system mounted?");
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
