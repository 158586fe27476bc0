package io.longshore.transfer;

import io.longshore.image.ContentManifest;
import io.longshore.store.StoredObject;
import org.jspecify.annotations.Nullable;

/**
 * A copy that is whole, durable and checked.
 *
 * @param stored what the store says of it
 * @param check which check was made, in words for people
 * @param checkedBytes how much of it was compared with what it must be, by this attempt or an earlier one
 * @param newManifest the image's manifest, where there was none and this copy made it
 */
public record CopyReceipt(
        StoredObject stored,
        String check,
        long checkedBytes,
        @Nullable ContentManifest newManifest) {}
