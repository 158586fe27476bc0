package io.longshore.store;

import io.longshore.image.ObjectUrl;
import java.util.Optional;

/** A store that images can be read from. Stores that cannot be written are of this type and no other. */
public interface ReadableStore {

    /** Facts about the store; the same for its whole life, answered without I/O. */
    StoreDescription describe();

    /**
     * The object at {@code url}, without touching the store yet: a missing object is noticed by {@link ByteSource#object()} and
     * {@link ByteSource#open}. Fails with {@code INVALID} where the address is not one of this store's.
     */
    ByteSource source(ObjectUrl url);

    /**
     * The one address, of the several that an object may have, under which it is known here: so two addresses are one object where
     * these are equal. Without credentials. {@code INVALID} where the address is not one of this store's, or names no whole object.
     */
    default ObjectUrl canonical(ObjectUrl url) {
        try (ByteSource ours = source(url)) {
            return url;
        }
    }

    /**
     * Whether what is at {@code url} is a piece of another object, as the segment of a large one is: then it is that one's, to read and to
     * delete. Asks the store where its name does not tell, and fails as reading does.
     */
    default boolean isPiece(ObjectUrl url) {
        return false;
    }

    /** Paths to its objects, where they are files of this machine: lets bytes move inside the kernel. */
    default Optional<LocalFiles> localFiles() {
        return Optional.empty();
    }
}
