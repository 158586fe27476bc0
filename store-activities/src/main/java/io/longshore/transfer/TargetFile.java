package io.longshore.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file that a copy writes, where it can be read while it is written: then each unit is read back at once, while it is still in
 * the cache and other units are on their way to the disk.
 */
final class TargetFile {

    private final Crew crew;
    private final @Nullable Path path;
    private final boolean worthReading;
    private boolean tried;
    private @Nullable FileChannel channel;

    /**
     * @param path where the bytes ought to lie; empty where they are in no file
     * @param worthReading whether there is, or will be, something to compare them with
     */
    TargetFile(Optional<Path> path, boolean worthReading, Crew crew) {
        this.path = path.orElse(null);
        this.worthReading = worthReading;
        this.crew = crew;
    }

    /** Whether the copy is written to a file at all. */
    boolean isFile() {
        return path != null;
    }

    /** The checksum of what the file holds there; empty where the file cannot be read before it is complete. */
    OptionalInt crc(long position, int length, ByteBuffer scratch) throws IOException {
        FileChannel file = channel();
        if (file == null) {
            return OptionalInt.empty();
        }
        CRC32C crc = new CRC32C();
        int left = length;
        while (left > 0) {
            scratch.clear().limit(Math.min(left, scratch.capacity()));
            int n = file.read(scratch, position + length - left);
            if (n < 0) {
                break;
            }
            crc.update(scratch.flip());
            left -= n;
        }
        return OptionalInt.of((int) crc.getValue());
    }

    private synchronized @Nullable FileChannel channel() {
        if (!tried && worthReading && path != null) {
            tried = true;
            try {
                channel = crew.closing(FileChannel.open(path, StandardOpenOption.READ));
            } catch (IOException e) {
                // Not there under its name yet: it is read back when it is complete.
                channel = null;
            }
        }
        return channel;
    }
}
