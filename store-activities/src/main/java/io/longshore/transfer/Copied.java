package io.longshore.transfer;

import io.longshore.image.ContentManifest;
import org.jspecify.annotations.Nullable;

/**
 * What a pass over a source has brought to the target.
 *
 * @param hashed the manifest of what passed, where all of it was hashed on the way
 */
record Copied(long sizeBytes, @Nullable ContentManifest hashed) {}
