package io.longshore.store.rbd;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/** Memory outside the heap for bytes on their way to or from librbd, used again and again. */
final class SliceBuffers {

    /** What one call of librbd moves: with 1 MiB the calls cost more, with 4 MiB and more too few are under way for the same memory. */
    static final int BYTES = 2 << 20;

    private static final int MOST_IDLE = 32;

    private final Deque<Slice> idle = new ArrayDeque<>();

    /** Some memory; only its taker may touch it until it is given back. */
    record Slice(ByteBuffer bytes, Pointer address) {}

    Slice take() {
        synchronized (idle) {
            Slice slice = idle.pollFirst();
            if (slice != null) {
                slice.bytes().clear();
                return slice;
            }
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect(BYTES);
        return new Slice(bytes, Native.getDirectBufferPointer(bytes));
    }

    /** Takes memory back that no call of librbd uses any more. */
    void give(Slice slice) {
        synchronized (idle) {
            if (idle.size() < MOST_IDLE) {
                idle.addFirst(slice);
            }
        }
    }
}
