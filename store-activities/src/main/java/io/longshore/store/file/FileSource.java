package io.longshore.store.file;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.ByteSource;
import io.longshore.store.SourceObject;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** An image's file, to read. Its channels are {@link FileChannel}s, so that bytes can move inside the kernel. */
final class FileSource implements ByteSource {

    private final Path path;
    private final DataDirectory directory;
    private final FileFailures failures;

    FileSource(Path path, DataDirectory directory, FileFailures failures) {
        this.path = path;
        this.directory = directory;
        this.failures = failures;
    }

    @Override
    public SourceObject object() {
        BasicFileAttributes found = find();
        long changed = found.lastModifiedTime().to(TimeUnit.NANOSECONDS);
        return new SourceObject(OptionalLong.of(found.size()), found.size() + "-" + changed);
    }

    @Override
    public ReadableByteChannel open(long offset) {
        find(); // opening something else than a regular file may block for ever
        try {
            FileChannel channel =
                    directory.open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS), failures);
            channel.position(offset);
            return channel;
        } catch (NoSuchFileException e) {
            throw missing();
        } catch (IOException e) {
            throw failures.of(path, e);
        }
    }

    @Override
    public ReadableByteChannel openWatched(long offset) {
        boolean remote = directory.isRemote(failures);
        ReadableByteChannel file = open(offset);
        return remote ? directory.watched(file, failures) : file;
    }

    @Override
    public boolean restartable() {
        return true;
    }

    @Override
    public void close() {}

    private BasicFileAttributes find() {
        return directory.find(path, failures).orElseThrow(this::missing);
    }

    private ImageException missing() {
        return failures.of(FailureKind.NOT_FOUND, path, "there is no such file");
    }
}
