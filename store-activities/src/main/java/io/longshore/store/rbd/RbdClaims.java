package io.longshore.store.rbd;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.store.Claims;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An image is claimed by letting its snapshot be removed: that fails while clones of the first format exist, and none can be made of it
 * afterwards. Clones of the second format hold nothing: their parent moves to the trash. Other snapshots of the image are in use.
 */
final class RbdClaims implements Claims {

    private final RbdPool pool;
    private final RbdRemoval removal;
    private final Function<ObjectUrl, RbdLocation> locations;

    RbdClaims(RbdPool pool, RbdRemoval removal, Function<ObjectUrl, RbdLocation> locations) {
        this.pool = pool;
        this.removal = removal;
        this.locations = locations;
    }

    @Override
    public void claim(ObjectUrl url) {
        RbdLocation location = locations.apply(url);
        withImage(location, image -> {
            removal.requireNoOtherSnapshot(image, location.image(), location.snapshot());
            removal.unprotect(image, location.image(), location.snapshot());
        });
    }

    @Override
    public void unclaim(ObjectUrl url) {
        RbdLocation location = locations.apply(url);
        withImage(location, image -> {
            long answer = image.protect(location.snapshot());
            if (!RbdError.EBUSY.is(answer) && !RbdError.ENOENT.is(answer)) {
                pool.require(location.image(), "protecting its snapshot", answer);
            }
        });
    }

    private void withImage(RbdLocation location, Consumer<RbdImage> work) {
        if (location.snapshot().isEmpty() || location.trashId() != null) {
            return;
        }
        try (RbdImage image = pool.open(location.image())) {
            work.accept(image);
        } catch (ImageException e) {
            if (e.kind() != FailureKind.NOT_FOUND) {
                throw e;
            }
        }
    }
}
