package io.longshore.transfer;

import java.nio.ByteBuffer;

/**
 * Sees every byte of an image once, in order, as it passes; on a resumed intake also those that were there already. Called by one
 * thread at a time, between reading and writing, so it must be quick. May throw to refuse the image: the exception comes out unchanged.
 */
@FunctionalInterface
public interface ByteInspector {

    /** The next bytes, read-only and valid during the call alone. */
    void see(ByteBuffer bytes);

    /** Looks at nothing. */
    static ByteInspector none() {
        return bytes -> {};
    }
}
