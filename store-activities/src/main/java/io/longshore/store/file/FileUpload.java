package io.longshore.store.file;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.Part;
import io.longshore.store.PartBytes;
import io.longshore.store.PartReceipt;
import io.longshore.store.StoredObject;
import io.longshore.store.Upload;
import io.longshore.store.WrittenRanges;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A file being written in place. It is told from any other by its inode, which the open handle keeps from being given away: what
 * somebody puts at the same path later is neither written nor removed. A writer that was given up and wakes up late can only write the
 * same bytes to the same places; so nothing here cuts the file, but {@link #complete}, to the size that every writer of it agrees on.
 */
final class FileUpload implements Upload {

    private enum State {
        OPEN,
        /** The disk refused to make bytes durable, and may since have forgotten which: only the last durable mark can be believed. */
        BROKEN,
        COMPLETED,
        ENDED
    }

    private final Path path;
    private final DataDirectory directory;
    private final FileFailures failures;
    private final FileChannel file;
    private final Object inode;
    private final WrittenRanges written = new WrittenRanges();

    /** Where something may be that is not zeros. */
    private final WrittenRanges touched = new WrittenRanges();

    private volatile State state = State.OPEN;
    private volatile boolean nameIsDurable;

    private FileUpload(Path path, FileChannel file, Object inode, DataDirectory directory, FileFailures failures) {
        this.path = path;
        this.file = file;
        this.inode = inode;
        this.directory = directory;
        this.failures = failures;
    }

    /** Makes the file; the one place that ever makes one. */
    static FileUpload create(Path path, DataDirectory directory, FileFailures failures) {
        try {
            FileChannel file = directory.open(
                    path,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                    failures,
                    whileWritten(directory.filePermissions()));
            return holding(file, path, directory, failures);
        } catch (FileAlreadyExistsException e) {
            throw failures.of(FailureKind.ALREADY_EXISTS, path, "exists already");
        } catch (NoSuchFileException e) {
            throw directory.missing(failures);
        } catch (IOException e) {
            throw failures.of(path, e);
        }
    }

    /** Takes up the file that is at {@code path}, believing what is {@code durable}. */
    static FileUpload reopen(Path path, Extents durable, DataDirectory directory, FileFailures failures) {
        try {
            // Enough to hold it and to make it durable, also where a whole image is not writable any more.
            FileChannel file =
                    directory.open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS), failures);
            FileUpload upload = holding(file, path, directory, failures);
            upload.written.add(durable);
            upload.touched.add(0, Long.MAX_VALUE);
            return upload;
        } catch (NoSuchFileException e) {
            throw removed(path, failures);
        } catch (IOException e) {
            throw failures.of(path, e);
        }
    }

    @Override
    public PartReceipt write(Part part, PartBytes bytes) {
        requireOpen();
        OptionalLong announced = bytes.length();
        if (announced.isPresent() && announced.getAsLong() > part.length()) {
            throw tooLong(part, announced.getAsLong());
        }
        written.remove(part.offset(), part.offset() + part.length());
        long length;
        try (PartChannel channel = openPart(part)) {
            long sent = bytes.sendTo(channel);
            long due = announced.orElse(sent);
            length = channel.position() - part.offset();
            if (length > part.length()) {
                written.remove(part.offset(), part.offset() + length);
                throw tooLong(part, length);
            }
            if (length != due) {
                throw failures.of(
                        FailureKind.CORRUPT,
                        path,
                        "part " + part.number() + ": " + length + " of " + due + " bytes arrived");
            }
        } catch (NoSuchFileException e) {
            requireSameFile(); // tells a missing directory from a missing file
            throw removed(path, failures);
        } catch (IOException e) {
            throw failures.of(path, e);
        }
        written.add(part.offset(), part.offset() + length);
        return new PartReceipt(part.number(), part.offset(), length, "");
    }

    @Override
    public Extents makeDurable() {
        requireOpen();
        requireSameFile();
        Extents durable = written.extents();
        try {
            file.force(false);
            if (!nameIsDurable) {
                directory.force();
                nameIsDurable = true;
            }
        } catch (IOException e) {
            state = State.BROKEN;
            throw failures.of(path, e);
        }
        return durable;
    }

    @Override
    public StoredObject complete(long sizeBytes) {
        requireOpen();
        if (!written.isExactly(sizeBytes)) {
            throw failures.of(
                    FailureKind.CORRUPT,
                    path,
                    "written is " + written + ", which does not make " + sizeBytes + " bytes");
        }
        requireSameFile();
        try {
            cutTo(sizeBytes);
            if (!directory.filePermissions().isEmpty()) {
                Files.getFileAttributeView(path, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .setPermissions(directory.filePermissions());
            }
            file.force(true);
            directory.force();
        } catch (IOException e) {
            state = State.BROKEN;
            throw failures.of(path, e);
        }
        requireSameFile();
        state = State.COMPLETED;
        letGo();
        return new StoredObject(sizeBytes, "");
    }

    @Override
    public void abort() {
        if (state == State.COMPLETED) {
            return;
        }
        state = State.ENDED;
        try {
            if (isSameFile()) {
                directory.remove(path, failures);
            }
        } finally {
            letGo();
        }
    }

    @Override
    public void close() {
        if (state != State.COMPLETED) {
            state = State.ENDED;
        }
        letGo();
    }

    private PartChannel openPart(Part part) throws IOException {
        long end = part.offset() + part.length();
        boolean blank = touched.addFirst(part.offset(), end);
        FileChannel file = openForWriting();
        file.position(part.offset());
        return new PartChannel(file, blank);
    }

    /** A handle of this part's own, so that parts neither wait for one another nor share a position. */
    private FileChannel openForWriting() throws IOException {
        FileChannel channel =
                directory.open(path, Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS), failures);
        try {
            requireSameFile();
            return channel;
        } catch (ImageException e) {
            channel.close();
            throw e;
        }
    }

    private void cutTo(long sizeBytes) throws IOException {
        long length = file.size();
        if (length < sizeBytes) {
            throw failures.of(
                    FailureKind.CORRUPT, path, "holds " + length + " of " + sizeBytes + " bytes: somebody cut it off");
        }
        if (length > sizeBytes) {
            try (FileChannel channel = openForWriting()) {
                channel.truncate(sizeBytes);
            }
        }
    }

    private void requireOpen() {
        switch (state) {
            case OPEN -> {}
            case BROKEN ->
                throw failures.of(
                        FailureKind.UNAVAILABLE, path, "was not made durable: go on from the last durable mark");
            case COMPLETED, ENDED -> throw failures.of(FailureKind.CONFLICT, path, "its upload has ended");
        }
    }

    private void requireSameFile() {
        if (!isSameFile()) {
            throw removed(path, failures);
        }
    }

    private boolean isSameFile() {
        return directory
                .find(path, failures)
                .filter(found -> inode.equals(found.fileKey()))
                .isPresent();
    }

    private void letGo() {
        letGo(file, directory, failures);
    }

    private static void letGo(FileChannel file, DataDirectory directory, FileFailures failures) {
        try {
            directory.close(file, failures);
        } catch (IOException | ImageException e) {
            // What matters was forced before; an unfinished upload is believed no further than its durable mark.
            return;
        }
    }

    private ImageException tooLong(Part part, long length) {
        return failures.of(
                FailureKind.CORRUPT,
                path,
                "part " + part.number() + " has " + length + " bytes where " + part.length() + " have room");
    }

    private static ImageException removed(Path path, FileFailures failures) {
        return failures.of(FailureKind.NOT_FOUND, path, "was removed while it was being written");
    }

    private static FileUpload holding(FileChannel file, Path path, DataDirectory directory, FileFailures failures) {
        try {
            Object inode = directory
                    .find(path, failures)
                    .orElseThrow(() -> removed(path, failures))
                    .fileKey();
            return new FileUpload(path, file, Objects.requireNonNull(inode), directory, failures);
        } catch (ImageException e) {
            letGo(file, directory, failures);
            throw e;
        }
    }

    /** The writer may write, and nobody may read who may not read the whole image. */
    private static FileAttribute<?>[] whileWritten(Set<PosixFilePermission> permissions) {
        if (permissions.isEmpty()) {
            return new FileAttribute<?>[0];
        }
        Set<PosixFilePermission> granted = EnumSet.copyOf(permissions);
        granted.add(PosixFilePermission.OWNER_WRITE);
        return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(granted)};
    }
}
