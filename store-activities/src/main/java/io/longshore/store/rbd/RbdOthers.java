package io.longshore.store.rbd;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.util.List;

/** What others have made of an open image, or do with it. Each is one call of librbd as its caller sees it, and answers as that does. */
final class RbdOthers {

    /** {@code rbd_snap_info_t}: id, size, name. */
    private static final int SNAPSHOT_BYTES = 8 + 8 + Native.POINTER_SIZE;

    /** {@code rbd_image_watcher_t}: address, id, cookie. */
    private static final int WATCHER_BYTES = Native.POINTER_SIZE + 8 + 8;

    /** {@code RBD_SNAP_NAMESPACE_TYPE_TRASH}: it is kept for clones; what is above is kept for mirrors. */
    private static final int KEPT = 2;

    private RbdOthers() {}

    /** Adds the names of the snapshots that somebody made; those by which Ceph keeps what clones or mirrors need are none. */
    static long snapshots(LibRbd rbd, Pointer image, List<String> names) {
        for (int room = 16; ; room *= 4) {
            try (Memory snapshots = new Memory((long) room * SNAPSHOT_BYTES)) {
                int count = rbd.rbd_snap_list(image, snapshots, new IntByReference(room));
                if (RbdError.ERANGE.is(count)) {
                    continue;
                }
                for (long at = 0; at < (long) count * SNAPSHOT_BYTES; at += SNAPSHOT_BYTES) {
                    IntByReference type = new IntByReference();
                    int known = rbd.rbd_snap_get_namespace_type(image, snapshots.getLong(at), type);
                    if (known >= 0 && type.getValue() < KEPT) {
                        names.add(snapshots.getPointer(at + 16).getString(0));
                    }
                }
                if (count > 0) {
                    rbd.rbd_snap_list_end(snapshots);
                }
                return count;
            }
        }
    }

    /** How many have it open for writing, or so that they hear of changes. */
    static long watchers(LibRbd rbd, Pointer image) {
        for (long room = 16; ; room *= 4) {
            try (Memory watchers = new Memory(room * WATCHER_BYTES)) {
                LongByReference count = new LongByReference(room);
                int answer = rbd.rbd_watchers_list(image, watchers, count);
                if (RbdError.ERANGE.is(answer)) {
                    continue;
                }
                if (answer < 0) {
                    return answer;
                }
                rbd.rbd_watchers_list_cleanup(watchers, count.getValue());
                return count.getValue();
            }
        }
    }
}
