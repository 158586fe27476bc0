package io.longshore.staging;

import io.longshore.image.ImageId;
import java.time.Instant;

/**
 * Something that lies in the staging directory.
 *
 * @param bytes that it takes there
 * @param isSealed whether it is whole
 * @param touchedAt when it was last written to
 */
public record StagedEntry(ImageId image, int generation, long bytes, boolean isSealed, Instant touchedAt) {}
