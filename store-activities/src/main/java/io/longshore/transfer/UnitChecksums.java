package io.longshore.transfer;

import io.longshore.image.ContentManifest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** The CRC32C of each unit of a sequence of bytes, as it passes. Not thread-safe. */
final class UnitChecksums {

    private final CRC32C crc = new CRC32C();
    private int[] units = new int[16];
    private int whole;
    private int inUnit;

    /** Takes the next bytes, and moves the buffer's position to its limit. */
    void update(ByteBuffer bytes) {
        int end = bytes.limit();
        while (bytes.position() < end) {
            int n = Math.min(ContentManifest.UNIT_BYTES - inUnit, end - bytes.position());
            bytes.limit(bytes.position() + n);
            crc.update(bytes);
            inUnit += n;
            if (inUnit == ContentManifest.UNIT_BYTES) {
                close();
            }
        }
        bytes.limit(end);
    }

    /** How many bytes have passed. */
    long bytes() {
        return (long) whole * ContentManifest.UNIT_BYTES + inUnit;
    }

    /** How many units are whole. */
    int whole() {
        return whole;
    }

    /** The CRC32C of the unit {@code index}, which must be whole. */
    int at(int index) {
        return units[index];
    }

    /** All units; the last one may be short. Nothing may follow. */
    int[] finish() {
        if (inUnit > 0) {
            close();
        }
        return Arrays.copyOf(units, whole);
    }

    private void close() {
        if (whole == units.length) {
            units = Arrays.copyOf(units, whole * 2);
        }
        units[whole++] = (int) crc.getValue();
        crc.reset();
        inUnit = 0;
    }
}
