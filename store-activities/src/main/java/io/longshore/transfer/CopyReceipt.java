package io.longshore.transfer;

import io.longshore.image.ContentManifest;
import io.longshore.store.StoredObject;
import org.jspecify.annotations.Nullable;

/**
 * A copy that is whole, durable and checked.
 *
 * @param stored what the store says of it
 * @param check which check was made, in words for people
 * @param newManifest the image's manifest, where there was none and this copy made it
 */
public record CopyReceipt(
        StoredObject stored, String check, @Nullable ContentManifest newManifest) {}
