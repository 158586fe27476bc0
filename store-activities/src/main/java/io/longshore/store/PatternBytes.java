package io.longshore.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.OptionalLong;

/** Bytes that need no room: any stretch of them can be made, and known again, from seed and offset. They do not compress. */
record PatternBytes(long seed, long sizeBytes) {

    private static final int SLICE_BYTES = 1 << 20;

    /** Fills {@code target} with the bytes from {@code offset} on, as far as there are any. */
    void fill(ByteBuffer target, long offset) {
        target.limit((int) Math.min(target.limit(), target.position() + Math.max(0, sizeBytes - offset)));
        target.order(ByteOrder.LITTLE_ENDIAN);
        long at = offset;
        while (target.hasRemaining()) {
            long word = word(at >>> 3);
            if ((at & 7) == 0 && target.remaining() >= Long.BYTES) {
                target.putLong(word);
                at += Long.BYTES;
            } else {
                target.put((byte) (word >>> ((at & 7) << 3)));
                at++;
            }
        }
    }

    /** The bytes of {@code part}, cut to the end. */
    PartBytes of(Part part) {
        return of(part, true);
    }

    /** The same, with nothing said beforehand about how many they are. */
    PartBytes ofUnknownLength(Part part) {
        return of(part, false);
    }

    /** Where {@code read}, which began at {@code offset}, differs from these bytes, in words; empty where it ends as they do. */
    String differenceFrom(ReadableByteChannel read, long offset) throws IOException {
        ByteBuffer got = ByteBuffer.allocate(SLICE_BYTES);
        ByteBuffer wanted = ByteBuffer.allocate(SLICE_BYTES);
        long at = offset;
        while (read.read(got.clear()) >= 0) {
            got.flip();
            wanted.clear().limit(got.limit());
            fill(wanted, at);
            int mismatch = got.mismatch(wanted.flip());
            if (mismatch >= 0) {
                return at + mismatch >= sizeBytes
                        ? "it goes on after its " + sizeBytes + " bytes"
                        : "byte " + (at + mismatch) + " of " + sizeBytes + " is not what was written";
            }
            at += got.limit();
        }
        return at == Math.max(offset, sizeBytes) ? "" : "it ends after " + at + " of " + sizeBytes + " bytes";
    }

    private PartBytes of(Part part, boolean announced) {
        long length = Math.min(part.length(), sizeBytes - part.offset());
        return new PartBytes() {
            @Override
            public OptionalLong length() {
                return announced ? OptionalLong.of(length) : OptionalLong.empty();
            }

            @Override
            public long sendTo(WritableByteChannel target) throws IOException {
                ByteBuffer slice = ByteBuffer.allocate((int) Math.min(SLICE_BYTES, length));
                for (long sent = 0; sent < length; sent += slice.limit()) {
                    slice.clear().limit((int) Math.min(slice.capacity(), length - sent));
                    fill(slice, part.offset() + sent);
                    slice.flip();
                    while (slice.hasRemaining()) {
                        target.write(slice);
                    }
                }
                return length;
            }
        };
    }

    private long word(long index) {
        long z = (seed + index) * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
