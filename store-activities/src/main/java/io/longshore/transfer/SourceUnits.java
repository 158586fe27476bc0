package io.longshore.transfer;

import io.longshore.image.ContentManifest;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.zip.CRC32C;

/** Reads single units of a source a second time, to find out what is wrong, or to check what an earlier attempt copied. */
final class SourceUnits {

    private final CopySource source;
    private final TransferLimits limits;
    private final Tally tally;

    SourceUnits(CopySource source, TransferLimits limits, Tally tally) {
        this.source = source;
        this.limits = limits;
        this.tally = tally;
    }

    /** The checksum of a unit as the source has it now. Failures are the source's. */
    int crc(int unit) {
        if (!source.bytes().restartable()) {
            throw new ImageException(
                    FailureKind.SOURCE_UNAVAILABLE,
                    source.name() + ": bytes at " + Units.start(unit) + " are not what the image's manifest says");
        }
        // A buffer outside the budget: whoever asks may hold a turn, and this is rare.
        ByteBuffer buffer = limits.desk();
        try (ReadableByteChannel in = source.bytes().open(Units.start(unit))) {
            return crc(in, buffer);
        } catch (IOException | RuntimeException e) {
            throw Blame.source(source.name(), e);
        } finally {
            limits.put(buffer);
        }
    }

    private int crc(ReadableByteChannel in, ByteBuffer buffer) throws IOException {
        CRC32C crc = new CRC32C();
        int left = ContentManifest.UNIT_BYTES;
        while (left > 0) {
            buffer.clear().limit(Math.min(left, buffer.capacity()));
            int n = in.read(buffer);
            if (n < 0) {
                break;
            }
            crc.update(buffer.flip());
            tally.read(n);
            left -= n;
        }
        return (int) crc.getValue();
    }
}
