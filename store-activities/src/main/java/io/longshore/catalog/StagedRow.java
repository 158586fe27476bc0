package io.longshore.catalog;

import io.longshore.image.ImageId;
import io.longshore.importing.StagingPlace;
import org.jspecify.annotations.Nullable;

/**
 * What is staged, or being staged, for an image.
 *
 * @param sizeBytes as its source announced it, or as it is; none while nobody knows
 * @param sourceValidator what the source called its bytes when the generation began; none: not begun, or it cannot tell
 * @param sealed whether every byte is there
 * @param discard nobody needs it any more
 */
public record StagedRow(
        int generation,
        ImageId imageId,
        StagingPlace place,
        @Nullable Long sizeBytes,
        @Nullable String sourceValidator,
        boolean sealed,
        @Nullable Long virtualSizeBytes,
        boolean discard) {}
