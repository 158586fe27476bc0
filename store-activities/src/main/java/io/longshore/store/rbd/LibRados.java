package io.longshore.store.rbd;

import com.sun.jna.Library;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;

/** What the binding of librados lacks, as the C header has it. */
interface LibRados extends Library {

    /** Makes writes to a full pool fail, where otherwise they would wait for room. */
    void rados_set_pool_full_try(Pointer pool);

    /** The addresses by which the cluster knows this client. */
    int rados_getaddrs(Pointer cluster, PointerByReference addresses);

    void rados_buffer_free(Pointer buffer);
}
