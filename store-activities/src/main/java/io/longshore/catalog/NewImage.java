package io.longshore.catalog;

import io.longshore.image.ContainerFormat;
import io.longshore.image.DiskFormat;
import io.longshore.image.Image;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.Visibility;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a caller says of an image that is to be created; everything else begins at its default. */
public record NewImage(
        ImageId id,
        @Nullable String name,
        Visibility visibility,
        boolean isProtected,
        boolean isHidden,
        @Nullable String owner,
        int minRam,
        int minDisk,
        @Nullable DiskFormat diskFormat,
        @Nullable ContainerFormat containerFormat,
        Set<String> tags,
        Map<String, String> properties) {

    /** The image as it is once it has been created, at {@code time}, its properties in the order in which the catalog keeps them. */
    Image queued(Instant time, Map<String, String> kept) {
        return new Image(
                id,
                name,
                ImageStatus.QUEUED,
                visibility,
                isProtected,
                isHidden,
                owner,
                null,
                null,
                null,
                minRam,
                minDisk,
                diskFormat,
                containerFormat,
                time,
                time,
                tags,
                kept,
                null,
                null,
                null,
                List.of());
    }
}
