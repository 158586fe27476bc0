package io.longshore.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.ContentHashes;
import io.longshore.image.ContentManifest;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.store.PatternSource;
import io.longshore.store.Store;
import io.longshore.store.Upload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.OptionalLong;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** An image of any size, and all that is true of it, worked out the plain way. */
public final class TestImage {

    public static final int UNIT = ContentManifest.UNIT_BYTES;

    private final long seed;
    private final long sizeBytes;
    private @Nullable ContentManifest manifest;

    public TestImage(long sizeBytes) {
        this(42, sizeBytes);
    }

    public TestImage(long seed, long sizeBytes) {
        this.seed = seed;
        this.sizeBytes = sizeBytes;
    }

    public long seed() {
        return seed;
    }

    public long sizeBytes() {
        return sizeBytes;
    }

    public PatternSource source() {
        return new PatternSource(seed, sizeBytes);
    }

    /** The bytes from {@code offset} on. */
    public ReadableByteChannel open(long offset) {
        return source().open(offset);
    }

    /** Its manifest. */
    public synchronized ContentManifest manifest() {
        if (manifest == null) {
            manifest = made();
        }
        return manifest;
    }

    private ContentManifest made() {
        byte[] bytes = source().bytes();
        int[] units = new int[ContentManifest.units(bytes.length)];
        for (int i = 0; i < units.length; i++) {
            CRC32C crc = new CRC32C();
            crc.update(bytes, i * UNIT, Math.min(UNIT, bytes.length - i * UNIT));
            units[i] = (int) crc.getValue();
        }
        return new ContentManifest(bytes.length, units, new ContentHashes(hex("MD5", bytes), hex("SHA-512", bytes)));
    }

    /** Puts it into a store, and answers where. */
    public ObjectUrl storedIn(Store store) {
        ObjectUrl url = store.place(ImageId.random(), 1, OptionalLong.of(sizeBytes));
        Upload upload = store.begin(url, OptionalLong.of(sizeBytes));
        TestParts.write(this, new CopyTarget(store, url, upload, new Pace()), sizeBytes);
        upload.complete(sizeBytes);
        return url;
    }

    /** What an intake that stands at {@code offset} reads. */
    public IntakeSource intakeSource(long offset) {
        return new IntakeSource(
                "page", open(offset), OptionalLong.of(sizeBytes), Long.MAX_VALUE, FailureKind.SOURCE_UNAVAILABLE);
    }

    /** Fails where the object is anything else. */
    public void assertIn(Store store, ObjectUrl url) {
        try (ReadableByteChannel read = store.source(url).open(0)) {
            assertThat(source().differenceFrom(read, 0)).isEmpty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Its bytes. */
    public ByteBuffer bytes() {
        return ByteBuffer.wrap(source().bytes());
    }

    private static String hex(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
