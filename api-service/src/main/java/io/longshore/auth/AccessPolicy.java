package io.longshore.auth;

import io.longshore.image.Caller;
import io.longshore.image.FailureKind;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.Visibility;
import org.jspecify.annotations.Nullable;

/**
 * Every rule of who may do what, one method each, under the names that Glance gives them; the rules are Glance's defaults. A refusal is
 * {@code FORBIDDEN} and names the rule. Rules on an image assume that the caller sees it: {@link #getImage} comes first, and what it
 * hides is {@code NOT_FOUND} to every other call.
 */
public final class AccessPolicy {

    /** Who may copy an image into more stores. */
    public enum CopyImage {
        ADMIN,
        OWNER
    }

    private final CopyImage copyImage;

    public AccessPolicy(CopyImage copyImage) {
        this.copyImage = copyImage;
    }

    /**
     * Whether the caller sees the image at all: by id, whatever the status of a membership.
     *
     * @param isMember whether the image is shared with the caller's project; asked only where it matters
     */
    public boolean getImage(Caller caller, Image image, java.util.function.BooleanSupplier isMember) {
        if (caller.isAdmin()) {
            return true;
        }
        if (!caller.isReader()) {
            return false;
        }
        return owns(caller, image)
                || switch (image.visibility()) {
                    case PUBLIC, COMMUNITY -> true;
                    case SHARED -> image.owner() == null || isMember.getAsBoolean();
                    case PRIVATE -> false;
                };
    }

    public void getImages(Caller caller) {
        require(caller.isReader(), "get_images");
    }

    /** @param owner the project that is to own the new image */
    public void addImage(Caller caller, @Nullable String owner) {
        require(caller.isAdmin() || (caller.isMember() && caller.project().equals(owner)), "add_image");
    }

    public void modifyImage(Caller caller, Image image) {
        require(ownsAsMember(caller, image), "modify_image");
    }

    public void uploadImage(Caller caller, Image image) {
        require(ownsAsMember(caller, image), "upload_image");
    }

    /** Anybody who sees the image and is more than a reader. */
    public void downloadImage(Caller caller) {
        require(caller.isMember(), "download_image");
    }

    public void deleteImage(Caller caller, Image image) {
        require(ownsAsMember(caller, image), "delete_image");
    }

    public void deactivate(Caller caller, Image image) {
        require(ownsAsMember(caller, image), "deactivate");
    }

    public void reactivate(Caller caller, Image image) {
        require(ownsAsMember(caller, image), "reactivate");
    }

    public void publicizeImage(Caller caller) {
        require(caller.isAdmin(), "publicize_image");
    }

    /** @param owner the project that owns, or is to own, the image */
    public void communitizeImage(Caller caller, @Nullable String owner) {
        require(caller.isAdmin() || (caller.isMember() && caller.project().equals(owner)), "communitize_image");
    }

    /** The rule for {@code visibility}, where becoming that needs one. */
    public void setVisibility(Caller caller, Visibility visibility, @Nullable String owner) {
        switch (visibility) {
            case PUBLIC -> publicizeImage(caller);
            case COMMUNITY -> communitizeImage(caller, owner);
            case SHARED, PRIVATE -> {}
        }
    }

    public void copyImage(Caller caller, Image image) {
        require(
                switch (copyImage) {
                    case ADMIN -> caller.isAdmin();
                    case OWNER -> ownsAsMember(caller, image);
                },
                "copy_image");
    }

    public void addMember(Caller caller, Image image) {
        require(ownsAsMember(caller, image), "add_member");
    }

    public void deleteMember(Caller caller, Image image) {
        require(ownsAsMember(caller, image), "delete_member");
    }

    /** The owner sees every membership; a member its own. */
    public boolean getMember(Caller caller, Image image, String member) {
        return caller.isAdmin()
                || (caller.isReader()
                        && (owns(caller, image) || caller.project().equals(member)));
    }

    public void modifyMember(Caller caller, String member) {
        require(caller.isAdmin() || (caller.isMember() && caller.project().equals(member)), "modify_member");
    }

    public void getImageLocation(Caller caller, Image image) {
        require(caller.isAdmin() || (caller.isReader() && owns(caller, image)), "get_image_location");
    }

    public void setImageLocation(Caller caller, Image image) {
        require(ownsAsMember(caller, image), "set_image_location");
    }

    public void deleteImageLocation(Caller caller) {
        require(caller.isAdmin(), "delete_image_location");
    }

    public void addImageLocation(Caller caller, Image image) {
        require(caller.isService() || ownsAsMember(caller, image), "add_image_location");
    }

    public void fetchImageLocation(Caller caller) {
        require(caller.isService(), "fetch_image_location");
    }

    public void storesInfoDetail(Caller caller) {
        require(caller.isService(), "stores_info_detail");
    }

    /** Not of Glance: what operators change about stores. */
    public void manageStores(Caller caller) {
        require(caller.isAdmin(), "manage_stores");
    }

    public void manageImageCache(Caller caller) {
        require(caller.isAdmin(), "manage_image_cache");
    }

    public void tasksApiAccess(Caller caller) {
        require(caller.isAdmin(), "tasks_api_access");
    }

    /** Whether the image belongs to the caller's project. */
    public boolean owns(Caller caller, Image image) {
        return caller.project().equals(image.owner());
    }

    private boolean ownsAsMember(Caller caller, Image image) {
        return caller.isAdmin() || (caller.isMember() && owns(caller, image));
    }

    private static void require(boolean allowed, String rule) {
        if (!allowed) {
            throw new ImageException(FailureKind.FORBIDDEN, "You are not authorized to complete " + rule + " action.");
        }
    }
}
