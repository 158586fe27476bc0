package io.longshore.launch.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The bytes that are imported, and what is right to say of them.
 *
 * @param crc32c cheap enough to be checked on every download
 */
record SourceImage(Path path, long sizeBytes, String md5, String sha512, int crc32c) {

    private static final int BUFFER_BYTES = 1 << 20;

    String fileName() {
        return path.getFileName().toString();
    }

    int sizeMib() {
        return Math.toIntExact(sizeBytes >> 20);
    }

    /** Reads it once, so that no measurement finds it cold. */
    void warm() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
            while (file.read(buffer.clear()) >= 0) {}
        }
    }

    /** Whether {@code other} holds the same bytes and no more. */
    boolean hasBytesOf(Path other) throws IOException {
        ByteBuffer ours = ByteBuffer.allocateDirect(BUFFER_BYTES);
        ByteBuffer theirs = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try (FileChannel left = FileChannel.open(path, StandardOpenOption.READ);
                FileChannel right = FileChannel.open(other, StandardOpenOption.READ)) {
            if (left.size() != right.size()) {
                return false;
            }
            while (fill(left, ours) > 0) {
                fill(right, theirs);
                if (!ours.equals(theirs)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static int fill(FileChannel file, ByteBuffer buffer) throws IOException {
        buffer.clear();
        while (buffer.hasRemaining() && file.read(buffer) >= 0) {}
        return buffer.flip().remaining();
    }
}
