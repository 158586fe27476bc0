package io.longshore.store.rbd;

import com.ceph.rados.IoCTX;
import com.ceph.rados.Rados;
import com.ceph.rados.exceptions.RadosException;
import com.sun.jna.Pointer;

/**
 * One connection to the cluster, with the pool open. Images that are open in it lease it; it ends when it was retired and the last lease
 * is given back. Ending it earlier would pull the memory from under librbd.
 */
final class RbdSession {

    private final Rados cluster;
    private final IoCTX pool;
    private final String fsid;
    private final String address;
    private final long features;
    private int leases;
    private boolean retired;
    private boolean ended;

    /**
     * @param address by which the cluster knows this client
     * @param features of new images
     */
    RbdSession(Rados cluster, IoCTX pool, String fsid, String address, long features) {
        this.cluster = cluster;
        this.pool = pool;
        this.fsid = fsid;
        this.address = address;
        this.features = features;
    }

    String fsid() {
        return fsid;
    }

    String address() {
        return address;
    }

    long features() {
        return features;
    }

    /** For calls of whoever leases the session. */
    Pointer pool() {
        return pool.getPointer();
    }

    /** Whether the cluster answers a small question, whatever it says. Waits for that as long as for any call. */
    boolean isAnswered() {
        try {
            pool.stat("rbd_directory");
            return true;
        } catch (RadosException e) {
            return !RbdError.ETIMEDOUT.is(e.getReturnValue());
        }
    }

    /** False where it is retired. */
    synchronized boolean lease() {
        if (!retired) {
            leases++;
        }
        return !retired;
    }

    /** One lease more, for one who has a lease already. */
    synchronized RbdSession leased() {
        leases++;
        return this;
    }

    /** Gives a lease back. Blocks while it ends the session. */
    void giveBack() {
        if (mayEnd(-1)) {
            end();
        }
    }

    /** Gives no more leases. Blocks while it ends the session. */
    void retire() {
        synchronized (this) {
            retired = true;
        }
        if (mayEnd(0)) {
            end();
        }
    }

    private synchronized boolean mayEnd(int change) {
        leases += change;
        boolean may = retired && leases == 0 && !ended;
        ended |= may;
        return may;
    }

    private void end() {
        cluster.ioCtxDestroy(pool);
        cluster.shutDown();
    }
}
