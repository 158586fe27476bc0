package io.longshore.store.rbd;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The images of one pool by name. Answers are librbd's where the caller must tell them apart, else failures are thrown. */
final class RbdPool {

    /** {@code rbd_trash_image_info_t}: id, name, source, deletion time, end of deferment. */
    private static final int TRASH_ENTRY_BYTES = 2 * Native.POINTER_SIZE + 8 + 8 + 8;

    private final RbdCluster cluster;
    private final CephLibraries libraries;
    private final NativeCalls calls;
    private final RbdFailures failures;

    RbdPool(RbdCluster cluster, CephLibraries libraries, NativeCalls calls, RbdFailures failures) {
        this.cluster = cluster;
        this.libraries = libraries;
        this.calls = calls;
        this.failures = failures;
    }

    /** The same pool, as those see it who read from it. */
    RbdPool ofReading() {
        return new RbdPool(cluster, libraries, calls.ofReading(), failures.ofReading());
    }

    RbdFailures failures() {
        return failures;
    }

    NativeCalls calls() {
        return calls;
    }

    /** An image in the trash. */
    record Trashed(String id, String name) {}

    /** Makes an image of {@code size} bytes; {@code ALREADY_EXISTS} where there is one of that name. */
    void create(String name, long size, int order) {
        long answer = withPool(name, "making it", (rbd, pool) ->
                (long) rbd.rbd_create2(pool.pool(), name, size, pool.features(), new IntByReference(order)));
        require(name, "making it", answer);
    }

    /**
     * Makes an image that reads as {@code snapshot} of {@code image} does, whose parent that is from then on. {@code UNSUPPORTED} where
     * that cannot be cloned; failures of the source are those of its pool.
     *
     * @param from the pool of {@code image}, of the same cluster
     */
    void cloneOf(RbdPool from, String image, String snapshot, String name, int order) {
        long answer = withPool(
                name,
                "cloning it",
                (rbd, pool) -> from.inSession(source -> {
                    long made = rbd.rbd_clone(
                            source.pool(),
                            image,
                            snapshot,
                            pool.pool(),
                            name,
                            pool.features(),
                            new IntByReference(order));
                    from.note(source, made);
                    return made;
                }));
        if (RbdError.EINVAL.is(answer)) {
            throw failures.of(FailureKind.UNSUPPORTED, name, "cannot be a clone of " + image + "@" + snapshot);
        }
        if (RbdError.ENOENT.is(answer)) {
            from.require(image, "cloning it", answer);
        }
        require(name, "cloning " + image, answer);
    }

    /** Opens the image itself, to change it. {@code NOT_FOUND} where there is none. */
    RbdImage open(String name) {
        return opened(name, (rbd, pool, image) -> rbd.rbd_open(pool.pool(), name, image, null));
    }

    /** Opens a snapshot, or the image itself where {@code snapshot} is empty, to read it. {@code NOT_FOUND} where there is none. */
    RbdImage openToRead(String name, String snapshot) {
        String wanted = snapshot.isEmpty() ? null : snapshot;
        return opened(name, (rbd, pool, image) -> rbd.rbd_open_read_only(pool.pool(), name, image, wanted));
    }

    /** Opens an image of the trash to read it. */
    RbdImage openTrashed(Trashed trashed) {
        return opened(
                trashed.name(),
                (rbd, pool, image) -> rbd.rbd_open_by_id_read_only(pool.pool(), trashed.id(), image, null));
    }

    /** Removes the image; what librbd answers. */
    long remove(String name) {
        return withPoolLong(name, "removing it", (rbd, pool) -> (long) rbd.rbd_remove(pool.pool(), name));
    }

    /** Moves the image to the pool's trash, from where it may be purged at once; what librbd answers. */
    long moveToTrash(String name) {
        return withPool(name, "moving it to the trash", (rbd, pool) -> (long) rbd.rbd_trash_move(pool.pool(), name, 0));
    }

    /** Removes an image from the trash; what librbd answers. */
    long removeTrashed(String name, String id) {
        return withPoolLong(
                name, "removing it from the trash", (rbd, pool) -> (long) rbd.rbd_trash_remove(pool.pool(), id, false));
    }

    /** The names of all images. */
    NavigableSet<String> names() {
        return withPool("", "listing the images", this::names);
    }

    /** What is in the trash. */
    List<Trashed> trash() {
        return withPool("", "listing the trash", this::trash);
    }

    private NavigableSet<String> names(LibRbd rbd, RbdSession session) {
        byte[] names = new byte[64 << 10];
        while (true) {
            LongByReference size = new LongByReference(names.length);
            int answer = rbd.rbd_list(session.pool(), names, size);
            if (answer >= 0) {
                String all = new String(names, 0, answer, StandardCharsets.UTF_8);
                NavigableSet<String> found = new TreeSet<>(List.of(all.split("\0", -1)));
                found.remove("");
                return found;
            }
            if (!RbdError.ERANGE.is(answer)) {
                note(session, answer);
                throw failures.of("", "listing the images", answer);
            }
            names = new byte[Math.toIntExact(Math.max(size.getValue(), 2L * names.length))];
        }
    }

    private List<Trashed> trash(LibRbd rbd, RbdSession session) {
        for (long room = 64; ; room *= 4) {
            try (Memory entries = new Memory(room * TRASH_ENTRY_BYTES)) {
                LongByReference count = new LongByReference(room);
                int answer = rbd.rbd_trash_list(session.pool(), entries, count);
                if (RbdError.ERANGE.is(answer)) {
                    continue;
                }
                if (answer < 0) {
                    note(session, answer);
                    throw failures.of("", "listing the trash", answer);
                }
                List<Trashed> found = new ArrayList<>();
                for (long i = 0; i < count.getValue(); i++) {
                    long at = i * TRASH_ENTRY_BYTES;
                    found.add(new Trashed(
                            entries.getPointer(at).getString(0),
                            entries.getPointer(at + Native.POINTER_SIZE).getString(0)));
                }
                rbd.rbd_trash_list_cleanup(entries, count.getValue());
                return found;
            }
        }
    }

    private RbdImage opened(String name, Opening opening) {
        return calls.make(
                "opening " + name, () -> inSession(session -> opened(name, opening, session)), RbdImage::close);
    }

    private RbdImage opened(String name, Opening opening, RbdSession session) {
        PointerByReference image = new PointerByReference();
        int answer = opening.open(libraries.rbd(), session, image);
        if (answer < 0) {
            note(session, answer);
            throw failures.of(name, "opening it", answer);
        }
        RbdSession kept = session.leased();
        return new RbdImage(name, image.getValue(), kept, cluster, libraries.rbd(), this);
    }

    private <T> T withPool(String name, String doing, PoolCall<T> call) {
        return calls.make(doing + " " + name, () -> within(call));
    }

    private <T> T withPoolLong(String name, String doing, PoolCall<T> call) {
        return calls.makeLong(doing + " " + name, () -> within(call));
    }

    private <T> T within(PoolCall<T> call) {
        return inSession(session -> {
            T answer = call.on(libraries.rbd(), session);
            if (answer instanceof Long number) {
                note(session, number);
            }
            return answer;
        });
    }

    /** Nothing here goes on from what was done in an earlier session: so where that is lost, another one does. */
    private <T> T inSession(Function<RbdSession, T> work) {
        for (boolean again = false; ; again = true) {
            RbdSession session = lease();
            try {
                T answer = work.apply(session);
                if (again || !cluster.isLost(session) || !isShutOut(answer)) {
                    return answer;
                }
            } catch (ImageException e) {
                if (again || !cluster.isLost(session)) {
                    throw e;
                }
            } finally {
                cluster.giveBack(session);
            }
        }
    }

    private RbdSession lease() {
        try {
            return cluster.lease();
        } catch (ImageException down) {
            throw failures.asSeen(down);
        }
    }

    private static boolean isShutOut(@Nullable Object answer) {
        return answer instanceof Long number && RbdError.ESHUTDOWN.is(number);
    }

    /** Every answer passes here, so that a session that Ceph has shut out is used no more, and a silent cluster is noticed. */
    void note(RbdSession session, long answer) {
        if (RbdError.ESHUTDOWN.is(answer)) {
            cluster.lost(session);
        } else if (RbdError.ETIMEDOUT.is(answer)) {
            cluster.missedAnswer(session);
        }
    }

    /** Throws what an answer below 0 means. */
    void require(String name, String doing, long answer) {
        if (answer < 0) {
            throw failures.of(name, doing, answer);
        }
    }

    @FunctionalInterface
    private interface Opening {
        int open(LibRbd rbd, RbdSession session, PointerByReference image);
    }

    @FunctionalInterface
    private interface PoolCall<T> {
        T on(LibRbd rbd, RbdSession session);
    }
}
