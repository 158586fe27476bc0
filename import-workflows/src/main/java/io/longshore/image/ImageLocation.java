package io.longshore.image;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One copy of an image.
 *
 * @param uploadId the upload that wrote it, or stands for it where somebody else did
 * @param metadata what was said of it when it was registered, its store apart; JSON values
 */
public record ImageLocation(StoreId store, ObjectUrl url, UUID uploadId, Map<String, Object> metadata) {

    public ImageLocation(StoreId store, ObjectUrl url, UUID uploadId, @Nullable Map<String, Object> metadata) {
        this.store = store;
        this.url = url;
        this.uploadId = uploadId;
        // Said by nobody before there was registering.
        this.metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
    }

    /** A copy of which nothing was said. */
    public static ImageLocation of(StoreId store, ObjectUrl url, UUID uploadId) {
        return new ImageLocation(store, url, uploadId, Map.of());
    }
}
