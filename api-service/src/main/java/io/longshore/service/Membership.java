package io.longshore.service;

import io.longshore.catalog.MemberCatalog;
import io.longshore.image.ImageId;
import java.time.Instant;

/**
 * That an image is shared with a project.
 *
 * @param status {@code pending}, {@code accepted} or {@code rejected}
 */
public record Membership(ImageId imageId, String member, String status, Instant createdAt, Instant updatedAt) {

    static Membership of(MemberCatalog.Member row) {
        return new Membership(row.imageId(), row.member(), row.status(), row.createdAt(), row.updatedAt());
    }
}
