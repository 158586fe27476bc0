package io.longshore.bench;

import io.longshore.image.ContentHashes;
import io.longshore.image.ContentManifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** A file that nothing can make smaller, and what it holds. */
record RandomFile(Path path, ContentManifest manifest) {

    static RandomFile write(Path directory, long sizeBytes) throws IOException {
        Path path = directory.resolve("random");
        SplittableRandom random = new SplittableRandom(7);
        int[] units = new int[ContentManifest.units(sizeBytes)];
        MessageDigest md5 = digest("MD5");
        MessageDigest sha512 = digest("SHA-512");
        byte[] bytes = new byte[ContentManifest.UNIT_BYTES];
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            for (int i = 0; i < units.length; i++) {
                random.nextBytes(bytes);
                int length = (int) Math.min(bytes.length, sizeBytes - (long) i * bytes.length);
                CRC32C crc = new CRC32C();
                crc.update(bytes, 0, length);
                units[i] = (int) crc.getValue();
                md5.update(bytes, 0, length);
                sha512.update(bytes, 0, length);
                ByteBuffer rest = ByteBuffer.wrap(bytes, 0, length);
                while (rest.hasRemaining()) {
                    file.write(rest);
                }
            }
        }
        return new RandomFile(path, new ContentManifest(sizeBytes, units, new ContentHashes(hex(md5), hex(sha512))));
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
