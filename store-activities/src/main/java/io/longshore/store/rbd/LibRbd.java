package io.longshore.store.rbd;

import com.ceph.rbd.jna.Rbd;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import org.jspecify.annotations.Nullable;

/** What the binding of librbd lacks, as the C header has it. Answers are negative error numbers, or 0 and more. */
interface LibRbd extends Rbd {

    /** {@code RBD_LOCK_MODE_EXCLUSIVE}: kept until it is released or broken; nobody who asks for it is given it. */
    int LOCK_EXCLUSIVE = 0;

    int rbd_open(Pointer pool, String name, PointerByReference image, @Nullable String snapshot);

    int rbd_open_read_only(Pointer pool, String name, PointerByReference image, @Nullable String snapshot);

    int rbd_open_by_id_read_only(Pointer pool, String id, PointerByReference image, @Nullable String snapshot);

    int rbd_get_size(Pointer image, LongByReference size);

    int rbd_get_id(Pointer image, byte[] id, long room);

    int rbd_get_features(Pointer image, LongByReference features);

    int rbd_snap_get_id(Pointer image, String snapshot, LongByReference id);

    int rbd_snap_list(Pointer image, Pointer snapshots, IntByReference count);

    void rbd_snap_list_end(Pointer snapshots);

    int rbd_snap_get_namespace_type(Pointer image, long id, IntByReference type);

    int rbd_watchers_list(Pointer image, Pointer watchers, LongByReference count);

    void rbd_watchers_list_cleanup(Pointer watchers, long count);

    long rbd_read(Pointer image, long offset, long length, Pointer bytes);

    long rbd_write(Pointer image, long offset, long length, Pointer bytes);

    long rbd_write_zeroes(Pointer image, long offset, long length, int zeroFlags, int operationFlags);

    int rbd_flush(Pointer image);

    int rbd_lock_acquire(Pointer image, int mode);

    int rbd_lock_get_owners(Pointer image, IntByReference mode, Pointer owners, LongByReference count);

    void rbd_lock_get_owners_cleanup(Pointer owners, long count);

    int rbd_lock_break(Pointer image, int mode, String owner);

    int rbd_rebuild_object_map(Pointer image, RbdProgress progress, Pointer data);

    int rbd_flatten_with_progress(Pointer image, RbdProgress progress, Pointer data);

    int rbd_copy_with_progress2(Pointer source, Pointer target, RbdProgress progress, Pointer data);

    int rbd_trash_move(Pointer pool, String name, long delaySeconds);

    int rbd_trash_list(Pointer pool, Pointer entries, LongByReference count);

    void rbd_trash_list_cleanup(Pointer entries, long count);

    int rbd_trash_remove(Pointer pool, String id, boolean force);
}
