package io.longshore.store.rbd;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.store.ReadableStore;
import io.longshore.store.ServerSideCopy;
import io.longshore.store.StoredObject;
import io.longshore.store.Upload;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;

/**
 * Copies within one cluster, made by librbd. What is copied is the snapshot's bytes, into an image of its own: no clone, which would
 * keep its source from being deleted, and none of the source's other snapshots. Where the operator asks for clones they are flattened
 * before they count as whole, for the same reason; what is left of one by somebody who died is reclaimed, like any other unfinished
 * image. Bytes count only where their source is still there when the last one is copied: librbd copies zeros of what was
 * deleted meanwhile, and nothing says so. A clone needs no such look, as it keeps what it was made of.
 */
final class RbdCopy implements ServerSideCopy {

    private final RbdStore store;
    private final RbdFailures failures;

    RbdCopy(RbdStore store, RbdFailures failures) {
        this.store = store;
        this.failures = failures;
    }

    @Override
    public Optional<String> obstacle(ReadableStore from) {
        if (!(from instanceof RbdStore other)) {
            return Optional.of("type " + from.describe().type() + " is not in a Ceph cluster");
        }
        store.cluster().ask();
        other.cluster().ask();
        Optional<String> here = store.cluster().fsidSoon();
        Optional<String> there = other.cluster().fsidSoon();
        if (here.isEmpty() || there.isEmpty()) {
            return Optional.of("which clusters they are in is not known, as one does not answer");
        }
        return here.equals(there)
                ? Optional.empty()
                : Optional.of("it is in another cluster, " + there.get() + ", and not in " + here.get());
    }

    @Override
    public StoredObject copy(ReadableStore from, ObjectUrl source, ObjectUrl target, LongConsumer progress) {
        Optional<String> obstacle = obstacle(from);
        if (obstacle.isPresent() || !(from instanceof RbdStore other)) {
            throw failures.ofCluster(
                    FailureKind.UNSUPPORTED,
                    "cannot copy from store " + from.describe().id() + " by itself: " + obstacle.orElse(""),
                    null);
        }
        RbdSource bytes = other.sourceOf(source);
        try (RbdImage image = bytes.open()) {
            long sizeBytes = image.sizeBytes();
            Optional<StoredObject> made = madeBefore(target, sizeBytes);
            if (made.isPresent()) {
                return made.get();
            }
            RbdSource.StillThere stillThere = bytes.stillThere(image);
            if (store.clones()
                    && sizeBytes > 0
                    && !other.location(source).snapshot().isEmpty()) {
                Optional<StoredObject> cloned = clone(other, source, target, sizeBytes, progress);
                if (cloned.isPresent()) {
                    return cloned.get();
                }
            }
            try (RbdUpload upload = store.beginUpload(target, OptionalLong.of(sizeBytes))) {
                upload.copyFrom(image, sizeBytes, progress);
                stillThere.require();
                return upload.complete(sizeBytes);
            }
        }
    }

    /** Empty where Ceph does not let it be a clone (the snapshot is not protected; this user may not read the parent's pool). */
    private Optional<StoredObject> clone(
            RbdStore other, ObjectUrl source, ObjectUrl target, long sizeBytes, LongConsumer progress) {
        try (RbdUpload upload = store.beginClone(other, source, target)) {
            try {
                upload.flatten(sizeBytes, progress);
                return Optional.of(upload.complete(sizeBytes));
            } catch (ImageException e) {
                if (isNoClone(e)) {
                    upload.abort();
                }
                throw e;
            }
        } catch (ImageException e) {
            if (!isNoClone(e) || isThere(target)) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private static boolean isNoClone(ImageException e) {
        return e.kind() == FailureKind.UNSUPPORTED || e.kind() == FailureKind.FORBIDDEN;
    }

    private boolean isThere(ObjectUrl target) {
        try (RbdImage there = store.look(target)) {
            return there.sizeBytes() >= 0;
        } catch (ImageException e) {
            return e.kind() != FailureKind.NOT_FOUND;
        }
    }

    /**
     * A whole image has its snapshot; who made it may have died before that was protected. Looks without taking the lock of who may be
     * at work there.
     */
    private Optional<StoredObject> madeBefore(ObjectUrl target, long sizeBytes) {
        try (RbdImage there = store.look(target)) {
            if (there.sizeBytes() != sizeBytes
                    || there.snapshotId(RbdLocation.SNAPSHOT).isEmpty()) {
                throw failures.of(
                        FailureKind.ALREADY_EXISTS, store.location(target).image(), "exists already");
            }
        } catch (ImageException e) {
            if (e.kind() == FailureKind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
        try (Upload upload = store.resume(target, OptionalLong.of(sizeBytes), Extents.upTo(sizeBytes))) {
            return Optional.of(upload.complete(sizeBytes));
        }
    }
}
