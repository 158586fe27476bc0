package io.longshore.transfer;

import io.longshore.store.PartBytes;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one part, sent once. What fails on our side (the source, a check, the listener) is remembered, so that it is not lost
 * when the driver that called us makes something else of it.
 */
abstract class PartInFlight implements PartBytes {

    private boolean begun;
    private long sent;
    private @Nullable RuntimeException ours;

    @Override
    public final long sendTo(WritableByteChannel target) throws IOException {
        if (begun) {
            throw new IllegalStateException("a part's bytes can be sent only once");
        }
        begun = true;
        try {
            sent = move(target);
            return sent;
        } catch (RuntimeException e) {
            ours = e;
            throw e;
        }
    }

    /** Sends everything and answers how much that was. An {@link IOException} is the target's failure; ours are unchecked. */
    abstract long move(WritableByteChannel target) throws IOException;

    final long sent() {
        return sent;
    }

    /** Why sending ended early, where that was not the target's doing. */
    final @Nullable RuntimeException ours() {
        return ours;
    }
}
