package io.longshore.catalog;

import io.longshore.image.ImageId;
import io.longshore.importing.StagingPlace;
import org.jspecify.annotations.Nullable;

/**
 * What is staged, or being staged, for an image.
 *
 * @param reservedBytes room kept for it; 0 while its size is unknown
 * @param sealed whether every byte is there
 * @param discard nobody needs it any more
 */
public record StagedRow(
        int generation,
        ImageId imageId,
        StagingPlace place,
        long reservedBytes,
        boolean sealed,
        @Nullable Long virtualSizeBytes,
        boolean discard) {}
