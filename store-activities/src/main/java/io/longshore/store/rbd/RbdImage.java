package io.longshore.store.rbd;

import com.ceph.rbd.jna.RbdImageInfo;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * An open image. librbd takes a closed one for an open one and crashes the process, so nothing reaches it after {@link #close}, which
 * waits for the calls under way. Answers are librbd's where the caller must tell them apart. A call goes on when nobody waits for it any
 * more: what librbd reads or writes belongs to the call, never to its caller.
 */
final class RbdImage implements AutoCloseable {

    private static final int ID_ROOM = 4096;
    private static final int MOST_OWNERS = 16;
    private static final long EXCLUSIVE_LOCK = 4;
    private static final long OBJECT_MAP = 8;

    /** Answers to questions, after which the image is as it was. */
    private static final Set<RbdError> HARMLESS =
            Set.of(RbdError.ENOENT, RbdError.EEXIST, RbdError.EBUSY, RbdError.EINVAL);

    private final String name;
    private final RbdSession session;
    private final RbdCluster cluster;
    private final LibRbd rbd;
    private final RbdPool pool;
    private final ReadWriteLock settling = new ReentrantReadWriteLock(true);
    private volatile boolean shaken;
    private final CompletableFuture<Boolean> closed = new CompletableFuture<>();
    private @Nullable Pointer image;
    private int calls;
    private boolean closing;

    RbdImage(String name, Pointer image, RbdSession session, RbdCluster cluster, LibRbd rbd, RbdPool pool) {
        this.name = name;
        this.image = image;
        this.session = session;
        this.cluster = cluster;
        this.rbd = rbd;
        this.pool = pool;
    }

    /** Of the image, or of the snapshot that is open. */
    long sizeBytes() {
        LongByReference size = new LongByReference();
        require("asking for its size", image -> rbd.rbd_get_size(image, size));
        return size.getValue();
    }

    /** Of the objects that it is made of. */
    long objectBytes() {
        RbdImageInfo info = new RbdImageInfo();
        require("asking what it is made of", image -> rbd.rbd_stat(image, info, info.size()));
        return info.obj_size;
    }

    /** What stays the same as long as it is this image: another of the same name has another. */
    String id() {
        byte[] id = new byte[ID_ROOM];
        require("asking for its id", image -> rbd.rbd_get_id(image, id, id.length));
        return Native.toString(id);
    }

    /** The id of a snapshot; empty where there is none of that name. */
    OptionalLong snapshotId(String snapshot) {
        LongByReference id = new LongByReference();
        long answer = call("asking for a snapshot", image -> rbd.rbd_snap_get_id(image, snapshot, id));
        if (RbdError.ENOENT.is(answer)) {
            return OptionalLong.empty();
        }
        pool.require(name, "asking for a snapshot", answer);
        return OptionalLong.of(id.getValue());
    }

    /** The names of the snapshots that somebody made. */
    List<String> snapshots() {
        List<String> names = new ArrayList<>();
        require("listing its snapshots", image -> RbdOthers.snapshots(rbd, image, names));
        return names;
    }

    /** Whether somebody has it open; who only reads it does not count. */
    boolean isWatched() {
        long watchers = call("asking who has it open", image -> RbdOthers.watchers(rbd, image));
        pool.require(name, "asking who has it open", watchers);
        return watchers > 0;
    }

    /** Takes the image's lock and keeps it; breaks it first where another client of the cluster has it, which Ceph then shuts out. */
    void takeLock() {
        if (!hasFeature(EXCLUSIVE_LOCK)) {
            return;
        }
        breakForeignLock();
        require("taking its lock", image -> rbd.rbd_lock_acquire(image, LibRbd.LOCK_EXCLUSIVE));
    }

    /** Shuts out whoever else holds the lock; nobody is success. */
    void breakForeignLock() {
        if (!hasFeature(EXCLUSIVE_LOCK)) {
            return;
        }
        Optional<String> owner = lockOwner();
        if (owner.isPresent() && !owner.get().equals(session.address())) {
            long answer =
                    call("breaking its lock", image -> rbd.rbd_lock_break(image, LibRbd.LOCK_EXCLUSIVE, owner.get()));
            if (!RbdError.ENOENT.is(answer) && !RbdError.EBUSY.is(answer)) {
                pool.require(name, "breaking its lock", answer);
            }
        }
    }

    /**
     * A lock that this process's client holds by a handle which is closed (the cluster was away when that was to let go) nobody can take
     * while the client lives: another client is used from then on, to which it is a foreign one. For who knows that nothing else of this
     * process has the image open.
     */
    void forgetLockFromBefore() {
        if (hasFeature(EXCLUSIVE_LOCK)
                && lockOwner().filter(session.address()::equals).isPresent()) {
            cluster.lost(session);
        }
    }

    /** The address of the client that holds the lock. */
    Optional<String> lockOwner() {
        AtomicReference<@Nullable String> owner = new AtomicReference<>();
        long answer = call("asking for its lock", image -> {
            // Whoever waits for the answer may leave before it comes: so its memory is the call's own.
            try (Memory owners = new Memory((long) MOST_OWNERS * Native.POINTER_SIZE)) {
                LongByReference count = new LongByReference(MOST_OWNERS);
                int found = rbd.rbd_lock_get_owners(image, new IntByReference(), owners, count);
                if (found >= 0 && count.getValue() > 0) {
                    owner.set(owners.getPointer(0).getString(0));
                    rbd.rbd_lock_get_owners_cleanup(owners, count.getValue());
                }
                return found;
            }
        });
        if (!RbdError.ENOENT.is(answer)) {
            pool.require(name, "asking for its lock", answer);
        }
        return Optional.ofNullable(owner.get());
    }

    private boolean hasFeature(long feature) {
        LongByReference features = new LongByReference();
        require("asking for its features", image -> rbd.rbd_get_features(image, features));
        return (features.getValue() & feature) != 0;
    }

    /** Changes the size; work on a whole image where it shrinks. */
    void resize(long sizeBytes) {
        pool.require(
                name,
                "resizing it",
                pool.calls().makeLong("resizing " + name, () -> run(image -> rbd.rbd_resize(image, sizeBytes))));
    }

    /**
     * All that was written before is on disk, and others see it. librbd keeps a map of the objects that exist, and forgets to correct it
     * on disk after a call that Ceph did not answer in time: everybody else then reads zeros where a later write has succeeded. So after
     * a failure the map is made anew.
     */
    void settle() {
        require("flushing it", image -> rbd.rbd_flush(image));
        if (hasFailed() && hasFeature(OBJECT_MAP)) {
            shaken = false;
            long answer = pool.calls()
                    .makeLong(
                            "looking for the objects of " + name,
                            () -> run(
                                    image -> rbd.rbd_rebuild_object_map(image, (done, all, data) -> 0, Pointer.NULL)));
            pool.require(name, "looking for its objects", answer);
        }
    }

    /** All writes that have been answered are on disk. Those under way go on meanwhile, and are not answered for. */
    void flush() {
        require("flushing it", image -> rbd.rbd_flush(image));
        if (shaken) {
            settle();
        }
    }

    /** Waits for the calls under way: one of them may be about to fail. */
    private boolean hasFailed() {
        settling.writeLock().lock();
        try {
            return shaken;
        } finally {
            settling.writeLock().unlock();
        }
    }

    long createSnapshot(String snapshot) {
        return call("making its snapshot", image -> rbd.rbd_snap_create(image, snapshot));
    }

    long removeSnapshot(String snapshot) {
        return call("removing its snapshot", image -> rbd.rbd_snap_remove(image, snapshot));
    }

    long protect(String snapshot) {
        return call("protecting its snapshot", image -> rbd.rbd_snap_protect(image, snapshot));
    }

    long unprotect(String snapshot) {
        return call("letting its snapshot be removed", image -> rbd.rbd_snap_unprotect(image, snapshot));
    }

    /** Copies what is open here, sparse as it is, into {@code target}, which is as large. An interrupt ends it, and spoils the target. */
    void copyTo(RbdImage target, RbdProgress progress) {
        try {
            long answer = pool.calls()
                    .makeLong(
                            "copying " + name,
                            () -> run(from ->
                                    target.run(to -> rbd.rbd_copy_with_progress2(from, to, progress, Pointer.NULL))));
            pool.require(name, "copying it to " + target.name, answer);
        } catch (ImageException e) {
            if (Thread.currentThread().isInterrupted()) {
                target.leaveNoRoom();
            }
            throw e;
        }
    }

    /** librbd cannot be told to stop copying, but it does where the next bytes lie behind the end. */
    private void leaveNoRoom() {
        Pointer open = enter();
        pool.calls().start(() -> {
            try {
                rbd.rbd_resize(open, 0);
            } finally {
                leave();
            }
        });
    }

    /** Fetches from its parent what it does not hold itself, and lets go of it. An interrupt ends it unfinished. */
    void flatten(RbdProgress progress) {
        AtomicBoolean unwanted = new AtomicBoolean();
        RbdProgress heard = (done, all, data) -> unwanted.get() ? RbdProgress.STOP : progress.callback(done, all, data);
        try {
            long answer = pool.calls()
                    .makeLong(
                            "flattening " + name,
                            () -> run(image -> rbd.rbd_flatten_with_progress(image, heard, Pointer.NULL)));
            pool.require(name, "flattening it", answer);
        } finally {
            unwanted.set(true);
        }
    }

    /** Begins a call of librbd; the answer is its. */
    CompletableFuture<Long> begin(ToLongFunction<Pointer> call) {
        return pool.calls().begin(() -> run(call));
    }

    LibRbd rbd() {
        return rbd;
    }

    private long call(String doing, ToLongFunction<Pointer> call) {
        return pool.calls().make(doing + " (" + name + ")", () -> run(call));
    }

    private void require(String doing, ToLongFunction<Pointer> call) {
        pool.require(name, doing, call(doing, call));
    }

    private long run(ToLongFunction<Pointer> call) {
        Pointer open = enter();
        settling.readLock().lock();
        try {
            long answer = call.applyAsLong(open);
            if (answer < 0 && RbdError.of(answer).filter(HARMLESS::contains).isEmpty()) {
                shaken = true;
            }
            pool.note(session, answer);
            return answer;
        } finally {
            settling.readLock().unlock();
            leave();
        }
    }

    private synchronized Pointer enter() {
        if (closing || image == null) {
            throw pool.failures().of(FailureKind.CONFLICT, name, "was closed while it was in use");
        }
        calls++;
        return image;
    }

    private void leave() {
        Pointer left;
        synchronized (this) {
            calls--;
            left = takeIfUnused();
        }
        close(left);
    }

    private synchronized @Nullable Pointer takeIfUnused() {
        Pointer open = image;
        if (closing && calls == 0) {
            image = null;
            return open;
        }
        return null;
    }

    private void close(@Nullable Pointer left) {
        if (left != null) {
            rbd.rbd_close(left);
            cluster.giveBack(session);
            closed.complete(true);
        }
    }

    /** Lets go of the image and its lock, once the calls under way have ended; returns then. Repeatable. */
    @Override
    public void close() {
        boolean first;
        synchronized (this) {
            first = !closing;
            closing = true;
        }
        if (first) {
            pool.calls().start(() -> close(takeIfUnused()));
        }
        boolean interrupted = Thread.interrupted();
        try {
            pool.calls().await("closing " + name, closed, done -> {});
        } catch (ImageException stuck) {
            // It closes by itself when Ceph answers or the last call has given up; nobody is helped by waiting longer.
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
