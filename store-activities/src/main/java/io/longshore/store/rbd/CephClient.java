package io.longshore.store.rbd;

import com.ceph.rados.Rados;
import com.sun.jna.Pointer;

/** The binding's client, with its handle for the calls that the binding lacks. */
final class CephClient extends Rados {

    CephClient(String user) {
        super(user);
    }

    Pointer handle() {
        return clusterPtr;
    }
}
