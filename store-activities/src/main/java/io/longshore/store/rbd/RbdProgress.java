package io.longshore.store.rbd;

import com.sun.jna.Callback;
import com.sun.jna.Pointer;

/** Hears from librbd how far a call is. */
@FunctionalInterface
interface RbdProgress extends Callback {

    /** Answers 0; comes on a thread of librbd's. */
    int callback(long done, long all, Pointer data);
}
