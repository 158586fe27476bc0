package io.longshore.image;

import java.util.UUID;

/**
 * One copy of an image.
 *
 * @param uploadId the upload that wrote it
 */
public record ImageLocation(StoreId store, ObjectUrl url, UUID uploadId) {}
