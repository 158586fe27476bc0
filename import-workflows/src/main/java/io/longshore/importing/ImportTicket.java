package io.longshore.importing;

import io.longshore.image.ImageId;

/**
 * The input of a run: names and knobs only. What to do stands in the catalog under {@code importId}, so that no address with a
 * signature in it enters a history.
 *
 * @param title for people, at most 200 characters: method, image, targets
 */
public record ImportTicket(ImportId importId, ImageId imageId, String project, String title, ImportSettings settings) {}
