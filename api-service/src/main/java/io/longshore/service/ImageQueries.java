package io.longshore.service;

import static io.longshore.image.FailureKind.FORBIDDEN;
import static io.longshore.image.FailureKind.INVALID;
import static io.longshore.image.FailureKind.NOT_FOUND;

import io.longshore.auth.AccessPolicy;
import io.longshore.catalog.Catalog;
import io.longshore.image.Caller;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looking at images, with the eyes of a caller. */
public final class ImageQueries {

    private final Catalog catalog;
    private final AccessPolicy policy;
    private final ImageLimits limits;

    public ImageQueries(Catalog catalog, AccessPolicy policy, ImageLimits limits) {
        this.catalog = catalog;
        this.policy = policy;
        this.limits = limits;
    }

    /** The image that {@code id} names. {@code NOT_FOUND} where there is none, or none that the caller sees. */
    public Image get(Caller caller, String id) {
        return find(caller, id).orElseThrow(() -> new ImageException(NOT_FOUND, "No image found with ID " + id));
    }

    /** The image that {@code id} names; empty where there is none, or none that the caller sees. */
    public Optional<Image> find(Caller caller, String id) {
        return ImageId.parse(id).flatMap(catalog.images()::find).filter(image -> sees(caller, image));
    }

    private boolean sees(Caller caller, Image image) {
        return policy.getImage(
                caller,
                image,
                () -> catalog.members().find(image.id(), caller.project()).isPresent());
    }

    /**
     * A page of a list.
     *
     * @param next where the next page begins: after this image; none where this is the last page
     */
    public record Page(List<Image> images, @Nullable ImageId next) {}

    /**
     * A page of the images that the caller sees, filtered and sorted as {@code parameters} say (the Image API's, decoded). {@code
     * INVALID} names the parameter that makes no sense; {@code FORBIDDEN} for a caller who may not look, or a marker that the caller
     * does not see.
     */
    public Page list(Caller caller, List<Parameter> parameters) {
        policy.getImages(caller);
        ImageListing listing = ImageListing.parse(parameters, limits);
        ImageId marker = listing.marker() == null ? null : marker(caller, listing.marker());
        if (listing.limit() == 0) {
            return new Page(List.of(), null);
        }
        List<Image> rows = catalog.images().page(listing.query(caller, marker));
        List<Image> shown =
                rows.stream().filter(image -> mayBeListed(caller, image)).toList();
        boolean full = rows.size() == listing.limit() && !shown.isEmpty();
        return new Page(shown, full ? rows.getLast().id() : null);
    }

    private ImageId marker(Caller caller, String id) {
        Image image = ImageId.parse(id)
                .flatMap(catalog.images()::find)
                .orElseThrow(() -> new ImageException(INVALID, "No image found with ID " + id));
        if (!sees(caller, image)) {
            throw new ImageException(FORBIDDEN, "You are not authorized to begin a page after image " + id + ".");
        }
        return image.id();
    }

    /** The query has found the image through ownership, membership or visibility; the policy hides one kind more. */
    private boolean mayBeListed(Caller caller, Image image) {
        return policy.getImage(caller, image, () -> true);
    }
}
