package io.longshore.launch;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/** A disk with a partition table and one partition, full of bytes that no store can squeeze. Always the same. */
final class DiskImage {

    static final long SIZE_BYTES = 256L << 20;

    private static final int SECTOR_BYTES = 512;
    private static final int FIRST_SECTOR = 2048;
    private static final int CHUNK_BYTES = 1 << 20;
    private static final int PARTITION_ENTRY = 446;
    private static final int SIGNATURE = 510;

    private DiskImage() {}

    /** Makes it at {@code file}, unless it is there already. */
    static Path at(Path file) throws IOException {
        if (Files.exists(file) && Files.size(file) == SIZE_BYTES) {
            return file;
        }
        Path half = file.resolveSibling(file.getFileName() + ".making");
        try (FileChannel channel = FileChannel.open(
                half, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            ByteBuffer chunk = ByteBuffer.allocate(CHUNK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
            writeFully(channel, partitionTable(chunk));
            SplittableRandom random = new SplittableRandom(20261121);
            for (long at = CHUNK_BYTES; at < SIZE_BYTES; at += CHUNK_BYTES) {
                chunk.clear();
                while (chunk.hasRemaining()) {
                    chunk.putLong(random.nextLong());
                }
                writeFully(channel, chunk.flip());
            }
        }
        return Files.move(half, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** A master boot record: one Linux partition from the first MiB to the end, and no boot code. */
    private static ByteBuffer partitionTable(ByteBuffer chunk) {
        int sectors = (int) (SIZE_BYTES / SECTOR_BYTES) - FIRST_SECTOR;
        chunk.putInt(PARTITION_ENTRY - 6, 0x4c53_4831);
        chunk.put(PARTITION_ENTRY, (byte) 0x00);
        chunk.put(PARTITION_ENTRY + 1, new byte[] {(byte) 0xfe, (byte) 0xff, (byte) 0xff});
        chunk.put(PARTITION_ENTRY + 4, (byte) 0x83);
        chunk.put(PARTITION_ENTRY + 5, new byte[] {(byte) 0xfe, (byte) 0xff, (byte) 0xff});
        chunk.putInt(PARTITION_ENTRY + 8, FIRST_SECTOR);
        chunk.putInt(PARTITION_ENTRY + 12, sectors);
        chunk.put(SIGNATURE, (byte) 0x55);
        chunk.put(SIGNATURE + 1, (byte) 0xaa);
        return chunk.clear();
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
