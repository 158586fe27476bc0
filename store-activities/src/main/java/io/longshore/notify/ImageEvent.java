package io.longshore.notify;

import io.longshore.image.ImageId;
import java.time.Instant;

/**
 * One notification, as Glance would send it.
 *
 * @param id grows; the same id twice is the same event sent again
 * @param type {@code image.create}, {@code image.upload}…
 * @param payload JSON: an object, or, of an error, a text
 */
public record ImageEvent(long id, ImageId imageId, String type, Priority priority, String payload, Instant createdAt) {

    /** Whether it tells of something that was done, or of something that could not be. */
    public enum Priority {
        INFO,
        ERROR
    }
}
