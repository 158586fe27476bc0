package io.longshore.catalog;

import io.longshore.image.Extents;

/**
 * What a store has of an unfinished upload for good.
 *
 * @param partBytes the size of the first of the parts that it was sent in
 * @param compared whether it was compared with the image's manifest on its way
 */
public record Durable(Extents extents, long partBytes, boolean compared) {

    /** The store copies by itself: it alone knows what it has. */
    public static final Durable THE_STORES = new Durable(Extents.NONE, -1, false);

    /** Whether what is there, if anything, was copied by the store itself. */
    public boolean isTheStores() {
        return equals(THE_STORES);
    }
}
