package io.longshore.store;

import io.longshore.image.ImageId;

/**
 * What the {@code nth} upload of an image to a store is called: {@code <image id>} for the first, as Glance calls it, {@code <image
 * id>.2}, {@code .3}… for later ones.
 */
public record ObjectName(ImageId image, int nth) {

    public ObjectName {
        if (nth < 1) {
            throw new IllegalArgumentException("uploads are counted from 1, not " + nth);
        }
    }

    /** The name itself. */
    @Override
    public String toString() {
        return nth == 1 ? image.toString() : image + "." + nth;
    }
}
