package io.longshore.store.rbd;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;

/** Hears from librbd how far a call is. */
@FunctionalInterface
interface RbdProgress extends Callback {

    /** The answer that ends a call which heeds it. */
    int STOP = -125;

    /** Answers 0 or {@link #STOP}; comes on a thread of librbd's. */
    int callback(long done, long all, Pointer data);
}
