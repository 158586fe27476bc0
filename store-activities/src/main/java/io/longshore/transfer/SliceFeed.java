package io.longshore.transfer;

import org.jspecify.annotations.Nullable;

/** An image's bytes, slice by slice, in order. Every slice is full but the last, so that units and parts end with a slice. */
@FunctionalInterface
interface SliceFeed {

    /** The next slice, held by the caller; null at the end. Failures are the source's. */
    @Nullable
    Slice next();
}
