package io.longshore.transfer;

import io.longshore.image.ContentHashes;
import io.longshore.image.ContentManifest;
import io.longshore.image.ObjectUrl;
import io.longshore.store.Store;
import io.longshore.store.StoredObject;
import org.jspecify.annotations.Nullable;

/**
 * A whole copy to read back.
 *
 * @param source what it was made from, read again only to find out whose fault a difference is, or where nobody knows what it must be;
 *     none: it is gone, and was what the manifest says
 * @param stored what the store says of it
 * @param manifest what it must be; none where nobody knows
 * @param expected what it must hash to, looked at only where there is no manifest; none where nobody knows
 */
public record CheckOrder(
        @Nullable CopySource source,
        Store store,
        ObjectUrl url,
        StoredObject stored,
        @Nullable ContentManifest manifest,
        @Nullable ContentHashes expected) {

    public CheckOrder {
        if (source == null && manifest == null) {
            throw new IllegalArgumentException("nothing to compare " + url + " with");
        }
    }
}
