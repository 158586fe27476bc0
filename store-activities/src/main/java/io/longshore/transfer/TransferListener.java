package io.longshore.transfer;

import io.longshore.image.Extents;

/**
 * What the caller of a transfer hears while it runs. Every call comes on the thread that called the engine, never two at once, a few
 * times a second. Each may throw, to end the transfer: everything is stopped, nothing more is written, and what was thrown comes out
 * unchanged.
 */
public interface TransferListener {

    /** Bytes have moved since the last call. While they are only read, to check or to hash them, the number stays as it is. */
    void progress(long doneBytes);

    /** So many bytes of the copy were compared with what it must be; said before each {@link #progress}. */
    default void checked(long checkedBytes) {}

    /** Nothing moves, and for a good reason; repeated while it lasts. */
    void waiting(String what);

    /** The wait is over. */
    void working();

    /** The target holds those bytes, whatever dies now: a later attempt need not bring them again. */
    void durable(Extents written);

    /** All bytes have moved; the rest is soon done. */
    default void allMoved() {}

    /** Nothing has moved, and a source or store has yet to answer: no sign of life, only an occasion to give up. */
    void idle();

    /** Hears nothing. */
    static TransferListener none() {
        return new TransferListener() {
            @Override
            public void progress(long doneBytes) {}

            @Override
            public void waiting(String what) {}

            @Override
            public void working() {}

            @Override
            public void durable(Extents written) {}

            @Override
            public void idle() {}
        };
    }
}
