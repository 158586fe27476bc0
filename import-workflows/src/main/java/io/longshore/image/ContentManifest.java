package io.longshore.image;

import java.util.Arrays;

/**
 * The image's bytes in units of {@value #UNIT_BYTES} bytes, each with its CRC32C: what copies are checked against without hashing
 * them again. It grows with the image, so it lives in the catalog and beside the staged file, never in a workflow's payload.
 *
 * @param sizeBytes length of the whole image
 * @param crc32c one value a unit, in order; the last unit may be shorter; empty for an empty image
 */
@SuppressWarnings("ArrayRecordComponent")
public record ContentManifest(long sizeBytes, int[] crc32c, ContentHashes hashes) {

    /** Length of a unit, in bytes. */
    public static final int UNIT_BYTES = 8 << 20;

    public ContentManifest {
        if (crc32c.length != units(sizeBytes)) {
            throw new IllegalArgumentException(crc32c.length + " units cannot make " + sizeBytes + " bytes");
        }
    }

    /** How many units an image of that size has. */
    public static int units(long sizeBytes) {
        return Math.toIntExact((sizeBytes + UNIT_BYTES - 1) / UNIT_BYTES);
    }

    /** Length in bytes of unit {@code index}, counted from 0. */
    public int unitBytes(int index) {
        return (int) Math.min(UNIT_BYTES, sizeBytes - (long) index * UNIT_BYTES);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ContentManifest that
                && sizeBytes == that.sizeBytes
                && hashes.equals(that.hashes)
                && Arrays.equals(crc32c, that.crc32c);
    }

    @Override
    public int hashCode() {
        return hashes.hashCode();
    }

    @Override
    public String toString() {
        return "ContentManifest[" + sizeBytes + " bytes, " + crc32c.length + " units, " + hashes + "]";
    }
}
