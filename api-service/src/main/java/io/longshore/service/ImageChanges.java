package io.longshore.service;

import static io.longshore.image.FailureKind.CONFLICT;
import static io.longshore.image.FailureKind.FORBIDDEN;
import static io.longshore.image.FailureKind.NOT_FOUND;
import static io.longshore.image.FailureKind.TOO_LARGE;

import io.longshore.auth.AccessPolicy;
import io.longshore.catalog.Catalog;
import io.longshore.catalog.NewImage;
import io.longshore.image.Caller;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ImageStatus;
import io.longshore.image.StoreId;
import io.longshore.store.StoreRegistry;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Changing images, as a caller who may. Every check comes before every change, and is made again under the image's lock; a refusal
 * changes nothing. What a caller does not see is {@code NOT_FOUND}, what it may not do is {@code FORBIDDEN}.
 */
public final class ImageChanges {

    private final Catalog catalog;
    private final StoreRegistry stores;
    private final ImageQueries images;
    private final AccessPolicy policy;
    private final ImageLimits limits;
    private final RunTeller runs;
    private final Reclaimer reclaimer;
    private final CopyClaims claims;
    private final Relocations relocations;

    public ImageChanges(
            Catalog catalog,
            StoreRegistry stores,
            ImageQueries images,
            AccessPolicy policy,
            ImageLimits limits,
            RunTeller runs,
            Reclaimer reclaimer) {
        this.catalog = catalog;
        this.stores = stores;
        this.images = images;
        this.policy = policy;
        this.limits = limits;
        this.runs = runs;
        this.reclaimer = reclaimer;
        this.claims = new CopyClaims(catalog, stores);
        this.relocations = new Relocations(catalog, policy, new Registrations(stores), claims, reclaimer);
    }

    /**
     * Creates a queued image of the caller's project, unless {@code words} says otherwise. {@code ALREADY_EXISTS} where the id was ever
     * used, {@code TOO_LARGE} for too many tags or properties.
     *
     * @param id chosen by the caller; none: a new one
     */
    public Image create(Caller caller, @Nullable ImageId id, Consumer<ImageDraft> words) {
        ImageDraft draft = ImageDraft.fresh(caller.project());
        words.accept(draft);
        policy.addImage(caller, draft.owner());
        draft.visibilitiesAsked().forEach(v -> policy.setVisibility(caller, v, draft.owner()));
        requireRoom("properties", draft.properties().size(), 0, limits.properties());
        requireRoom("tags", draft.tags().size(), 0, limits.tags());
        return catalog.images()
                .create(new NewImage(
                        id == null ? ImageId.random() : id,
                        draft.name(),
                        draft.visibility(),
                        draft.isProtected(),
                        draft.isHidden(),
                        draft.owner(),
                        draft.minRam(),
                        draft.minDisk(),
                        draft.diskFormat(),
                        draft.containerFormat(),
                        draft.tags(),
                        draft.properties()));
    }

    /**
     * Changes what {@code words} says and nothing else, so it loses nothing of what others, or an import, change meanwhile. {@code
     * TOO_LARGE} where that makes too many tags, properties or locations. Locations are looked up in their stores first, and fail as {@link
     * Registrations#find} does; {@code IN_USE} where clones of one that is to go exist.
     *
     * @param words sees the image as it is under the lock, and may have seen it before; may refuse
     */
    public Image update(Caller caller, String id, Consumer<ImageDraft> words) {
        Image seen = images.get(caller, id);
        policy.modifyImage(caller, seen);
        ImageDraft first = ImageDraft.of(seen);
        words.accept(first);
        if (first.locations().isChanged()) {
            return relocations.update(caller, seen, first.locations(), image -> draft(caller, image, words));
        }
        return catalog.images()
                .change(seen.id(), image -> draft(caller, image, words).applyTo(image));
    }

    private ImageDraft draft(Caller caller, Image image, Consumer<ImageDraft> words) {
        policy.modifyImage(caller, image);
        ImageDraft draft = ImageDraft.of(image);
        words.accept(draft);
        if (draft.ownerAsked() && !caller.isAdmin()) {
            throw new ImageException(
                    FORBIDDEN, "You are not permitted to change the owner of image " + image.id() + ".");
        }
        draft.visibilitiesAsked().forEach(v -> policy.setVisibility(caller, v, draft.owner()));
        requireRoom("properties", draft.properties().size(), image.properties().size(), limits.properties());
        requireRoom("tags", draft.tags().size(), image.tags().size(), limits.tags());
        return draft;
    }

    /** Adds a tag; one that is there already is success. */
    public void addTag(Caller caller, String id, String tag) {
        update(caller, id, draft -> draft.tags().add(tag));
    }

    /** {@code NOT_FOUND} where the image has no such tag. */
    public void removeTag(Caller caller, String id, String tag) {
        update(caller, id, draft -> {
            if (!draft.tags().remove(tag)) {
                throw new ImageException(NOT_FOUND, "The resource could not be found.");
            }
        });
    }

    /** Takes an active image from use; one that is deactivated already is success, any other status {@code FORBIDDEN}. */
    public void deactivate(Caller caller, String id) {
        setStatus(caller, id, ImageStatus.DEACTIVATED, image -> policy.deactivate(caller, image));
    }

    /** Brings a deactivated image back; one that is active already is success, any other status {@code FORBIDDEN}. */
    public void reactivate(Caller caller, String id) {
        setStatus(caller, id, ImageStatus.ACTIVE, image -> policy.reactivate(caller, image));
    }

    private void setStatus(Caller caller, String id, ImageStatus status, Consumer<Image> rule) {
        Image seen = images.get(caller, id);
        rule.accept(seen);
        catalog.images().setStatus(seen.id(), status, image -> {
            rule.accept(image);
            if (image.status() != ImageStatus.ACTIVE && image.status() != ImageStatus.DEACTIVATED) {
                throw new ImageException(
                        FORBIDDEN,
                        "Not allowed to " + (status == ImageStatus.ACTIVE ? "reactivate" : "deactivate")
                                + " image in status '" + image.status().wire() + "'");
            }
        });
    }

    /**
     * Deletes an image: its open import is over, its copies and whatever is staged are deleted soon after. {@code FORBIDDEN} for a
     * protected one; {@code IN_USE}, and nothing changed, where clones of a copy exist.
     */
    public void delete(Caller caller, String id) {
        Image seen = images.find(caller, id)
                .orElseThrow(() -> new ImageException(NOT_FOUND, "Failed to find image " + id + " to delete"));
        policy.deleteImage(caller, seen);
        requireUnprotected(seen);
        var deleted = claims.during(
                seen.id(),
                seen.locations(),
                () -> catalog.images().delete(seen.id(), image -> {
                    policy.deleteImage(caller, image);
                    requireUnprotected(image);
                }));
        if (deleted.openImport() != null) {
            runs.tell(seen.id(), deleted.openImport());
        }
        reclaimer.reclaim(seen.id(), seen.owner() == null ? caller.project() : seen.owner());
    }

    /**
     * Deletes one copy of an active image. {@code CONFLICT} for an unknown store, an image that is not active, a copy that an import
     * still owes; {@code FORBIDDEN} for an image with one copy; {@code NOT_FOUND} where that store has none; {@code IN_USE}, and nothing
     * changed, where clones of it exist. An import that reads it goes on from another copy.
     */
    public void deleteCopy(Caller caller, String store, String id) {
        StoreId storeId = configured(store);
        Image seen =
                images.find(caller, id).orElseThrow(() -> new ImageException(NOT_FOUND, "Failed to find image " + id));
        policy.getImageLocation(caller, seen);
        policy.deleteImageLocation(caller);
        requireSpare(seen, storeId);
        claims.during(seen.id(), seen.locationIn(storeId).stream().toList(), () -> {
            catalog.images().dropLocation(seen.id(), storeId, image -> requireSpare(image, storeId));
            return storeId;
        });
        reclaimer.reclaim(seen.id(), seen.owner() == null ? caller.project() : seen.owner());
    }

    private static void requireUnprotected(Image image) {
        if (image.isProtected()) {
            throw new ImageException(FORBIDDEN, "Image " + image.id() + " is protected and cannot be deleted.");
        }
    }

    private StoreId configured(String store) {
        if (!store.isBlank()) {
            StoreId id = StoreId.of(store);
            if (!id.isReserved() && stores.find(id).isPresent()) {
                return id;
            }
        }
        throw new ImageException(CONFLICT, "The selected store " + store + " is not available on this node.");
    }

    private static void requireSpare(Image image, StoreId store) {
        if (image.status() != ImageStatus.ACTIVE) {
            throw new ImageException(
                    CONFLICT, "It's not allowed to remove image data from store if image status is not 'active'");
        }
        if (image.openImport() != null
                && image.importingTo() != null
                && image.importingTo().contains(store)) {
            throw new ImageException(
                    CONFLICT, "Image " + image.id() + " is being copied to store " + store + " by a running import.");
        }
        if (image.locations().size() == 1) {
            throw new ImageException(
                    FORBIDDEN,
                    "Cannot delete image data from the only store containing it. Consider deleting the image instead.");
        }
        if (image.locationIn(store).isEmpty()) {
            throw new ImageException(NOT_FOUND, "Image " + image.id() + " is not stored in store " + store + ".");
        }
    }

    /** An image that has too many already may still lose some. */
    private static void requireRoom(String what, int now, int before, int limit) {
        if (now > limit && now > before) {
            throw new ImageException(
                    TOO_LARGE,
                    "The limit has been exceeded on the number of allowed image " + what + ". Attempted: " + now
                            + ", Maximum: " + limit);
        }
    }
}
