package io.longshore.service;

import io.longshore.image.FailureKind;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import java.util.ArrayList;
import java.util.List;

/** What must be known of an image before it has data. */
final class Formats {

    private Formats() {}

    /** {@code INVALID} where a format is not set. */
    static void require(Image image) {
        List<String> missing = new ArrayList<>();
        if (image.diskFormat() == null) {
            missing.add("disk_format");
        }
        if (image.containerFormat() == null) {
            missing.add("container_format");
        }
        if (!missing.isEmpty()) {
            throw new ImageException(
                    FailureKind.INVALID,
                    "Properties " + String.join(", ", missing) + " must be set prior to saving data.");
        }
    }
}
