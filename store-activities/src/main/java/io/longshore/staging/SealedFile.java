package io.longshore.staging;

import io.longshore.image.ContentManifest;
import io.longshore.image.ImageId;
import io.longshore.importing.StagedImage;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A staged file that is whole and durable.
 *
 * @param virtualSizeBytes what the disk inside is worth; none where it cannot be told
 */
public record SealedFile(
        ImageId image,
        int generation,
        Path path,
        ContentManifest manifest,
        @Nullable Long virtualSizeBytes) {

    /** The same without what grows with the image. */
    public StagedImage toStagedImage() {
        return new StagedImage(generation, manifest.sizeBytes(), manifest.hashes(), virtualSizeBytes);
    }
}
