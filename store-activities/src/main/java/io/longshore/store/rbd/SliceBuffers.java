package io.longshore.store.rbd;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Memory outside the heap for bytes on their way to or from librbd, used again and again; one for all stores of a process. There are only
 * so many slices: who comes when all are taken has a small one and never waits, for those who have the others may be waiting for bytes.
 */
final class SliceBuffers {

    /** What one call of librbd moves: with 1 MiB the calls cost more, with 4 MiB and more too few are under way for the same memory. */
    static final int BYTES = 2 << 20;

    static final int SMALL_BYTES = 256 << 10;

    /** Two copies, each with all its parts in flight. */
    static final int MOST = 24;

    private static final int MOST_IDLE_AND_SMALL = 64;

    private final Deque<Slice> idle = new ArrayDeque<>();
    private final Deque<Slice> idleAndSmall = new ArrayDeque<>();
    private int taken;

    /** Some memory; only its taker may touch it until it is given back. */
    record Slice(ByteBuffer bytes, Pointer address) {

        boolean isSmall() {
            return bytes.capacity() < BYTES;
        }
    }

    synchronized Slice take() {
        boolean small = isScarce();
        taken += small ? 0 : 1;
        Slice slice = (small ? idleAndSmall : idle).pollFirst();
        if (slice != null) {
            slice.bytes().clear();
            return slice;
        }
        ByteBuffer bytes = ByteBuffer.allocateDirect(small ? SMALL_BYTES : BYTES);
        return new Slice(bytes, Native.getDirectBufferPointer(bytes));
    }

    /** Whether all are taken: then one call at a time has to do. */
    synchronized boolean isScarce() {
        return taken >= MOST;
    }

    /** Takes memory back that no call of librbd uses any more. */
    synchronized void give(Slice slice) {
        if (!slice.isSmall()) {
            taken--;
            idle.addFirst(slice);
        } else if (idleAndSmall.size() < MOST_IDLE_AND_SMALL) {
            idleAndSmall.addFirst(slice);
        }
    }

    /** The same of memory that a call may still use: it is left to that. */
    synchronized void leave(Slice slice) {
        taken -= slice.isSmall() ? 0 : 1;
    }
}
