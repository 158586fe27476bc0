package io.longshore.importing;

import io.longshore.image.ContentHashes;
import org.jspecify.annotations.Nullable;

/**
 * A sealed staged file: every byte is there, durable, and known.
 *
 * @param generation raised each time the source was begun anew
 * @param virtualSizeBytes what the disk inside is worth; none where it cannot be told
 */
public record StagedImage(
        int generation,
        long sizeBytes,
        ContentHashes hashes,
        @Nullable Long virtualSizeBytes) {}
