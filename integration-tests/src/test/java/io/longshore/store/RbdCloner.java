package io.longshore.store;

import io.longshore.image.ObjectUrl;
import io.longshore.support.CephServer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A process that has a store copy an image by a clone, and stands still for ever when the clone is there and not flattened yet. */
final class RbdCloner {

    private RbdCloner() {}

    /** @param words the cluster's {@code ceph.conf}, the source's address, and the copy's */
    @SuppressWarnings("SystemOut") // its parent reads what it says
    public static void main(String... words) {
        Path conf = Path.of(words[0]);
        CountDownLatch never = new CountDownLatch(1);
        CephStores.cloning(conf)
                .serverSideCopy()
                .orElseThrow()
                .copy(CephStores.of(conf), ObjectUrl.of(words[1]), ObjectUrl.of(words[2]), bytes -> {
                    System.out.println("FLATTENING");
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                });
        System.out.println("WHOLE");
    }

    static RbdWriter.Child start(CephServer ceph, ObjectUrl source, ObjectUrl copy) {
        return RbdWriter.start(RbdCloner.class, List.of(ceph.conf().toString(), source.value(), copy.value()));
    }
}
