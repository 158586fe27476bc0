/**
 * Images in a Ceph pool, named and laid out as Glance does: {@code rbd://<fsid>/<pool>/<image id>/snap}, the snapshot protected, so that
 * Nova and Cinder clone from it. Only the wiring enters, through {@link io.longshore.store.rbd.RbdStoreFactory}. Start at {@code
 * RbdStore}; how a writer is fenced off is in {@code RbdUpload}, how the cluster is lost and found in {@code RbdCluster}. Calls of
 * librbd block and cannot be interrupted: all of them run on {@code NativeCalls}' threads.
 */
@NullMarked
package io.longshore.store.rbd;

import org.jspecify.annotations.NullMarked;
