package io.longshore.importing;

import io.longshore.image.ImageId;

/** The input of a run that reclaims: everything on the image's reclaim list, whatever put it there. */
public record ReclaimTicket(ImageId imageId, String project) {}
