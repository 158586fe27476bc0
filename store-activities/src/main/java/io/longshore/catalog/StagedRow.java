package io.longshore.catalog;

import io.longshore.image.ImageId;
import io.longshore.importing.StagingPlace;
import org.jspecify.annotations.Nullable;

/**
 * What is staged, or being staged, for an image.
 *
 * @param reservedBytes room kept for it; 0 while its size is unknown
 * @param sourceValidator what the source called its bytes when the generation began; none: not begun, or it cannot tell
 * @param sealed whether every byte is there
 * @param discard nobody needs it any more
 */
public record StagedRow(
        int generation,
        ImageId imageId,
        StagingPlace place,
        long reservedBytes,
        @Nullable String sourceValidator,
        boolean sealed,
        @Nullable Long virtualSizeBytes,
        boolean discard) {}
