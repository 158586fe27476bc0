package io.longshore.launch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ImageMakerTest {

    @TempDir
    private Path directory;

    @Test
    void theImageIsWhatItSaysOfItself() throws Exception {
        SourceImage image = new ImageMaker(directory).make(3);

        byte[] bytes = Files.readAllBytes(image.path());
        CRC32C crc32c = new CRC32C();
        crc32c.update(bytes);
        assertThat(bytes).hasSize(3 << 20);
        assertThat(image.sizeBytes()).isEqualTo(bytes.length);
        assertThat(image.md5()).isEqualTo(hex("MD5", bytes));
        assertThat(image.sha512()).isEqualTo(hex("SHA-512", bytes));
        assertThat(image.crc32c()).isEqualTo((int) crc32c.getValue());
    }

    @Test
    void itCannotBeCompressed() throws Exception {
        byte[] bytes = Files.readAllBytes(new ImageMaker(directory).make(1).path());
        Deflater deflater = new Deflater();
        deflater.setInput(bytes);
        deflater.finish();

        assertThat(deflater.deflate(new byte[bytes.length * 2])).isGreaterThan(bytes.length);
    }

    @Test
    void theSameSizeIsTheSameImageEverywhere() throws Exception {
        SourceImage one = new ImageMaker(directory.resolve("a")).make(1);
        SourceImage two = new ImageMaker(directory.resolve("b")).make(1);

        assertThat(one.hasBytesOf(two.path())).isTrue();
        assertThat(one.sha512()).isEqualTo(two.sha512());
    }

    @Test
    void oneOtherByteIsSeen() throws Exception {
        SourceImage image = new ImageMaker(directory).make(2);
        byte[] bytes = Files.readAllBytes(image.path());
        bytes[bytes.length - 1] ^= 1;
        Path other = Files.write(directory.resolve("other"), bytes);
        Path longer = Files.write(directory.resolve("longer"), new byte[bytes.length + 1]);

        assertThat(image.hasBytesOf(other)).isFalse();
        assertThat(image.hasBytesOf(longer)).isFalse();
    }

    private static String hex(String algorithm, byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
    }
}
