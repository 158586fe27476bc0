package io.longshore.service;

import io.longshore.image.ImageId;

/** Sees to it that what stands on an image's reclaim list is deleted from its stores. */
@FunctionalInterface
public interface Reclaimer {

    /**
     * Called after the catalog has put something on the list. Returns at once and does not fail: whatever is left, the reconciler
     * finds. Repeatable.
     *
     * @param project whose image it was
     */
    void reclaim(ImageId image, String project);
}
