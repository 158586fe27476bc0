package io.longshore.store.rbd;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Deleting, in the order that leaves nothing half deleted: what clones hold, others have snapshots of, or have open is noticed before
 * anything is changed, an unfinished image's writer is shut out before its image goes, and an image that clones of the second format
 * hold goes to the pool's trash.
 */
final class RbdRemoval {

    /** A client that closed an image or died holds it a little longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private static final Duration PAUSE = Duration.ofMillis(250);

    private final RbdPool pool;
    private final OpenUploads uploads;

    RbdRemoval(RbdPool pool, OpenUploads uploads) {
        this.pool = pool;
        this.uploads = uploads;
    }

    /**
     * Removes the image, whole or not. Absent is success; {@code IN_USE} where clones hold it, or it has snapshots of others; {@code
     * UNAVAILABLE} where somebody has it open.
     */
    void remove(RbdLocation location) {
        String name = location.image();
        uploads.alone(name, () -> {
            uploads.end(
                    name, pool.failures().of(FailureKind.NOT_FOUND, name, "was removed while it was being written"));
            return location.trashId() == null
                    ? removeImage(name, location.snapshot())
                    : removeTrashed(name, location.trashId());
        });
    }

    /** Removes an unfinished image, unless it is another one by now or another client writes it. Absent is success. */
    boolean removeUnlessTakenOver(String name, String id) {
        try (RbdImage image = pool.open(name)) {
            if (!image.id().equals(id) || image.lockOwner().isPresent()) {
                return false;
            }
            requireNoOtherSnapshot(image, name, RbdLocation.SNAPSHOT);
            removeSnapshot(image, name, RbdLocation.SNAPSHOT);
        } catch (ImageException e) {
            return orAbsent(e);
        }
        return removeOpenNoMore(name);
    }

    /** {@code IN_USE} where the image has other snapshots than this one: somebody made them, and needs them or the image. */
    void requireNoOtherSnapshot(RbdImage image, String name, String snapshot) {
        List<String> others = image.snapshots();
        others.remove(snapshot);
        if (!others.isEmpty()) {
            throw pool.failures()
                    .of(
                            FailureKind.IN_USE,
                            name,
                            "it has other snapshots, and can go when they are gone: " + String.join(", ", others));
        }
    }

    /** Makes the snapshot removable. Absent, or removable already, is success; {@code IN_USE} where clones hold it. */
    void unprotect(RbdImage image, String name, String snapshot) {
        long answer = image.unprotect(snapshot);
        if (RbdError.EBUSY.is(answer)) {
            throw pool.failures()
                    .of(FailureKind.IN_USE, name, "clones of it exist; it can go when they are gone or flattened");
        }
        if (!RbdError.EINVAL.is(answer) && !RbdError.ENOENT.is(answer)) {
            pool.require(name, "letting its snapshot be removed", answer);
        }
    }

    /** Removes the snapshot; absent is success. */
    void removeSnapshot(RbdImage image, String name, String snapshot) {
        unprotect(image, name, snapshot);
        long answer = image.removeSnapshot(snapshot);
        if (RbdError.EBUSY.is(answer)) {
            throw pool.failures().of(FailureKind.IN_USE, name, "its snapshot is in use");
        }
        if (!RbdError.ENOENT.is(answer)) {
            pool.require(name, "removing its snapshot", answer);
        }
    }

    private boolean removeImage(String name, String snapshot) {
        try {
            boolean unfinished = isUnfinished(name, snapshot);
            forgetLockFromBefore(name);
            try (RbdImage image = pool.open(name)) {
                if (unfinished) {
                    image.breakForeignLock();
                }
                if (!snapshot.isEmpty()) {
                    removeSnapshot(image, name, snapshot);
                }
            }
        } catch (ImageException e) {
            // Who died while making an image may leave a name without one: that is removed, too.
            orAbsent(e);
        }
        return removeOpenNoMore(name);
    }

    private void forgetLockFromBefore(String name) {
        try (RbdImage image = pool.open(name)) {
            image.forgetLockFromBefore();
        }
    }

    /** Looks before anything is changed, and without being one of those who have the image open. */
    private boolean isUnfinished(String name, String snapshot) {
        try (RbdImage image = pool.openToRead(name, "")) {
            requireNoOtherSnapshot(image, name, snapshot);
            if (!snapshot.isEmpty() && image.snapshotId(snapshot).isEmpty()) {
                return true;
            }
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (image.isWatched()) {
                if (System.nanoTime() > end) {
                    throw pool.failures().of(FailureKind.UNAVAILABLE, name, "removing it: " + RbdError.EBUSY.words());
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            return false;
        }
    }

    private static boolean orAbsent(ImageException e) {
        if (e.kind() != FailureKind.NOT_FOUND) {
            throw e;
        }
        return true;
    }

    private boolean removeOpenNoMore(String name) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            long answer = pool.remove(name);
            if (RbdError.ENOTEMPTY.is(answer)) {
                answer = pool.moveToTrash(name);
            }
            if (answer >= 0 || RbdError.ENOENT.is(answer)) {
                return true;
            }
            if (!RbdError.EBUSY.is(answer) || System.nanoTime() > end) {
                throw pool.failures().of(name, "removing it", answer);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private boolean removeTrashed(String name, String id) {
        long answer = pool.removeTrashed(name, id);
        if (RbdError.EBUSY.is(answer) || RbdError.ENOTEMPTY.is(answer)) {
            throw pool.failures().of(FailureKind.IN_USE, name, "it is in the trash, and clones of it exist");
        }
        if (!RbdError.ENOENT.is(answer)) {
            pool.require(name, "removing it from the trash", answer);
        }
        return true;
    }
}
