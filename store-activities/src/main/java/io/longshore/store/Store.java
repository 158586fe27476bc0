package io.longshore.store;

import io.longshore.image.Extents;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A store that images can be written to. It holds objects by address and knows nothing about images; which object is a copy of what
 * is the catalog's business. Failures are {@link io.longshore.image.ImageException}s whose message starts with the store's id and
 * names the cause. Drivers do not retry; they classify.
 */
public interface Store extends ReadableStore {

    /**
     * Chooses the address of the {@code nth} upload (counted from 1) of an image: Glance's name for the first ({@code <image id>}),
     * {@code <image id>.2}, {@code .3}… for later ones. Called once for each upload and remembered by the caller. Creates nothing.
     * {@code STORE_FULL} where no place has room for {@code size} bytes.
     */
    ObjectUrl place(ImageId image, int nth, OptionalLong size);

    /**
     * Begins an object. {@code ALREADY_EXISTS}, and nothing changed, if anything is at {@code url}; of two callers at once, one wins.
     *
     * @param size in bytes; empty while unknown
     */
    Upload begin(ObjectUrl url, OptionalLong size);

    /**
     * Takes up an upload that some process, perhaps this one, began and did not complete. What is {@code durable} is believed,
     * the rest is written again. {@code NOT_FOUND} where nothing of it is left, or less than that: begin anew, under another address.
     *
     * @param durable what {@link Upload#makeDurable} answered last
     */
    Upload resume(ObjectUrl url, OptionalLong size, Extents durable);

    /** Deletes the object or unfinished upload. Absent is success. {@code IN_USE} where others (clones) hold it. Repeatable. */
    void delete(ObjectUrl url);

    /** A listing of everything in the store, where it can give one. */
    default Optional<Inventory> inventory() {
        return Optional.empty();
    }

    /** Who builds on its objects, where others can. */
    default Optional<Claims> claims() {
        return Optional.empty();
    }

    /** Copies that move no byte through the engine, where it can make them. */
    default Optional<ServerSideCopy> serverSideCopy() {
        return Optional.empty();
    }
}
