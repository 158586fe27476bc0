package io.longshore.notify;

import io.longshore.image.ImageId;
import java.time.Instant;

/**
 * One notification, as Glance would send it.
 *
 * @param id grows; the same id twice is the same event sent again
 * @param type {@code image.create}, {@code image.upload}…
 * @param payload JSON
 */
public record ImageEvent(long id, ImageId imageId, String type, String payload, Instant createdAt) {}
