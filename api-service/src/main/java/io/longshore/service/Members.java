package io.longshore.service;

import static io.longshore.image.FailureKind.FORBIDDEN;
import static io.longshore.image.FailureKind.NOT_FOUND;
import static io.longshore.image.FailureKind.TOO_LARGE;

import io.longshore.auth.AccessPolicy;
import io.longshore.catalog.Catalog;
import io.longshore.image.Caller;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.Visibility;
import java.util.List;

/**
 * Sharing images with other projects. What a caller does not see is {@code NOT_FOUND}, what it may not do is {@code FORBIDDEN}, and so
 * is everything about members of an image whose visibility is not {@code shared}.
 */
public final class Members {

    private final Catalog catalog;
    private final ImageQueries images;
    private final AccessPolicy policy;
    private final ImageLimits limits;

    public Members(Catalog catalog, ImageQueries images, AccessPolicy policy, ImageLimits limits) {
        this.catalog = catalog;
        this.images = images;
        this.policy = policy;
        this.limits = limits;
    }

    /** Shares the image, pending the member's consent. {@code ALREADY_EXISTS} where it is shared so, {@code TOO_LARGE} with too many. */
    public Membership add(Caller caller, String image, String member) {
        Image seen = images.get(caller, image);
        mayAdd(caller, seen);
        return Membership.of(catalog.members().add(seen.id(), member, (now, members) -> {
            mayAdd(caller, now);
            if (members >= limits.members()) {
                throw new ImageException(
                        TOO_LARGE,
                        "The limit has been exceeded on the number of allowed image members for this image. Attempted: "
                                + (members + 1) + ", Maximum: " + limits.members());
            }
        }));
    }

    private void mayAdd(Caller caller, Image image) {
        policy.addMember(caller, image);
        requireShared(image);
    }

    /** The memberships that the caller may know of, oldest first: all for the owner, its own for a member. */
    public List<Membership> list(Caller caller, String image) {
        Image seen = images.get(caller, image);
        requireShared(seen);
        return catalog.members().of(seen.id()).stream()
                .filter(m -> policy.getMember(caller, seen, m.member()))
                .map(Membership::of)
                .toList();
    }

    /** {@code NOT_FOUND} for everything that the caller may not know of. */
    public Membership get(Caller caller, String image, String member) {
        Image seen = images.get(caller, image);
        if (seen.visibility() != Visibility.SHARED) {
            throw unknown(image, member);
        }
        return find(caller, seen, member);
    }

    /** Accepts, rejects or postpones; only the member itself does so, or an admin. */
    public Membership setStatus(Caller caller, String image, String member, String status) {
        Image seen = images.get(caller, image);
        requireShared(seen);
        find(caller, seen, member);
        policy.modifyMember(caller, member);
        return Membership.of(catalog.members().setStatus(seen.id(), member, status));
    }

    /** Ends the sharing. */
    public void remove(Caller caller, String image, String member) {
        Image seen = images.get(caller, image);
        policy.deleteMember(caller, seen);
        requireShared(seen);
        catalog.members().remove(seen.id(), member);
    }

    private Membership find(Caller caller, Image image, String member) {
        return catalog.members()
                .find(image.id(), member)
                .filter(m -> policy.getMember(caller, image, member))
                .map(Membership::of)
                .orElseThrow(() -> unknown(image.id().toString(), member));
    }

    private static ImageException unknown(String image, String member) {
        return new ImageException(NOT_FOUND, member + " not found in the member list of the image " + image + ".");
    }

    private static void requireShared(Image image) {
        if (image.visibility() != Visibility.SHARED) {
            throw new ImageException(FORBIDDEN, "Only shared images have members.");
        }
    }
}
