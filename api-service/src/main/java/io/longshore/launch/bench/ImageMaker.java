package io.longshore.launch.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** Makes images that cannot be compressed, without holes, the same for the same size on every machine. */
final class ImageMaker {

    private static final int SLICE_BYTES = 256 << 10;

    private final Path directory;

    ImageMaker(Path directory) {
        this.directory = directory;
    }

    /** Makes the image of that size anew. */
    SourceImage make(int sizeMib) throws IOException, InterruptedException {
        Path path = Files.createDirectories(directory).resolve("image-" + sizeMib + "-mib.img");
        SplittableRandom random = new SplittableRandom(sizeMib);
        CRC32C crc32c = new CRC32C();
        ByteBuffer slice = ByteBuffer.allocateDirect(SLICE_BYTES);
        long sizeBytes = (long) sizeMib << 20;
        try (TwoDigests digests = new TwoDigests();
                FileChannel file = FileChannel.open(
                        path,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            for (long done = 0; done < sizeBytes; done += SLICE_BYTES) {
                slice.clear();
                while (slice.hasRemaining()) {
                    slice.putLong(random.nextLong());
                }
                digests.update(slice.flip());
                crc32c.update(slice.duplicate());
                while (slice.hasRemaining()) {
                    file.write(slice);
                }
            }
            digests.finish();
            return new SourceImage(path, sizeBytes, digests.md5(), digests.sha512(), (int) crc32c.getValue());
        }
    }
}
