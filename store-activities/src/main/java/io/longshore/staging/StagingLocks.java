package io.longshore.staging;

import io.longshore.image.ImageId;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * Locks against other processes: stretches of one byte of one file that is never deleted and closed only at the end, for a
 * process loses its locks on a file when it closes any handle of it. The kernel gives a dead process's locks back.
 */
final class StagingLocks implements AutoCloseable {

    static final String FILE = "staging.lock";

    private static final long OF_THE_ID = 0;

    private final FileChannel file;

    StagingLocks(Path directory) throws IOException {
        file = FileChannel.open(
                directory.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /** The lock on writing {@code name}; empty where somebody has it. */
    Optional<FileLock> tryLock(StagedName name) throws IOException {
        return tryLock(place(name));
    }

    /** The lock on the directory's id; empty where somebody has it. */
    Optional<FileLock> tryLockId() throws IOException {
        return tryLock(OF_THE_ID);
    }

    private Optional<FileLock> tryLock(long place) throws IOException {
        try {
            return Optional.ofNullable(file.tryLock(place, 1, false));
        } catch (OverlappingFileLockException e) {
            return Optional.empty();
        }
    }

    /** Random ids make it as good as certain that no two names share a place. */
    private static long place(StagedName name) {
        ImageId image = name.image();
        long mixed = image.value().getMostSignificantBits() * 31 + image.value().getLeastSignificantBits();
        return ((mixed + name.generation() * 0x9E3779B97F4A7C15L) >>> 2) + 1;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
