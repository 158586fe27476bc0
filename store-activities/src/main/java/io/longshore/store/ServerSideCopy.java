package io.longshore.store;

import io.longshore.image.ObjectUrl;
import java.util.Optional;
import java.util.function.LongConsumer;

/** The store copies objects by itself: no byte of them passes through the engine. The copy lives on without its source. */
public interface ServerSideCopy {

    /** Why nothing of {@code from} can be copied so, in words for people; empty where it can. Answered within a few seconds, whatever hangs. */
    Optional<String> obstacle(ReadableStore from);

    /**
     * Copies the object at {@code source}, whole and durable when this returns. A whole object at {@code target}, of the source's size,
     * is success. {@code ALREADY_EXISTS} where anything else is there, which is left alone: who has begun it may only seem to be dead.
     * What has broken off is left as it is, for {@link #resume}, or for {@link Store#delete}. Failures that blame the source are of the kinds that {@link ByteSource} says. A caller that is interrupted leaves; the store may
     * go on for a while.
     *
     * @param target an address that {@link Store#place} has given for this copy
     * @param progress hears how many bytes are copied, on a thread of the store's; what it throws is not heard
     */
    StoredObject copy(ReadableStore from, ObjectUrl source, ObjectUrl target, LongConsumer progress);

    /**
     * The same, of a copy that an earlier call, perhaps another process's, has begun at {@code target} and not ended: what that has copied is
     * not copied again, where the store can go on. Where it cannot, and something is there, {@code ALREADY_EXISTS} as before.
     *
     * @param source that of the earlier call, or another object with the same bytes
     */
    default StoredObject resume(ReadableStore from, ObjectUrl source, ObjectUrl target, LongConsumer progress) {
        return copy(from, source, target, progress);
    }
}
