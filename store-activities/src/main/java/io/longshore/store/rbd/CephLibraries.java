package io.longshore.store.rbd;

import com.sun.jna.Library;
import com.sun.jna.Native;
import io.longshore.image.FailureKind;
import org.jspecify.annotations.Nullable;

/** Ceph's client libraries, loaded when they are first needed: a process without such a store need not have them. */
final class CephLibraries {

    private final RbdFailures failures;
    private @Nullable LibRbd rbd;
    private @Nullable LibRados rados;

    CephLibraries(RbdFailures failures) {
        this.failures = failures;
    }

    /** {@code UNAVAILABLE} where the machine has none. */
    synchronized LibRbd rbd() {
        if (rbd == null) {
            rbd = load("rbd", LibRbd.class);
        }
        return rbd;
    }

    synchronized LibRados rados() {
        if (rados == null) {
            rados = load("rados", LibRados.class);
        }
        return rados;
    }

    private <T extends Library> T load(String name, Class<T> type) {
        try {
            return Native.load(name, type);
        } catch (UnsatisfiedLinkError e) {
            throw failures.ofCluster(
                    FailureKind.UNAVAILABLE,
                    "Ceph's lib" + name
                            + " is not installed on this machine (Debian: apt-get install librados2 librbd1)",
                    e);
        }
    }
}
