package io.longshore.store;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Telling bytes that need not be stored. */
public final class Zeros {

    private static final MemorySegment SOME = MemorySegment.ofBuffer(ByteBuffer.allocateDirect(256 << 10));

    private Zeros() {}

    /** Whether all remaining bytes are zeros; the position stays. True for none. */
    public static boolean are(ByteBuffer bytes) {
        MemorySegment all = MemorySegment.ofBuffer(bytes);
        for (long from = 0; from < all.byteSize(); from += SOME.byteSize()) {
            long to = Math.min(all.byteSize(), from + SOME.byteSize());
            if (MemorySegment.mismatch(all, from, to, SOME, 0, to - from) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** At most {@code most} zeros to write. */
    public static ByteBuffer some(long most) {
        return SOME.asByteBuffer().asReadOnlyBuffer().limit((int) Math.min(most, SOME.byteSize()));
    }
}
