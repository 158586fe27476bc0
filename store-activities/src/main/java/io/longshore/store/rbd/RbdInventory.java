package io.longshore.store.rbd;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.store.Inventory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The images of a pool by name, then those in its trash by id. */
final class RbdInventory implements Inventory {

    private static final String IMAGE = "image:";
    private static final String TRASH = "trash:";

    private final RbdPool pool;
    private final RbdCluster cluster;
    private final String poolName;

    RbdInventory(RbdPool pool, RbdCluster cluster, String poolName) {
        this.pool = pool;
        this.cluster = cluster;
        this.poolName = poolName;
    }

    @Override
    public List<Entry> page(String after, int limit) {
        String fsid = cluster.fsid();
        List<Entry> page = new ArrayList<>();
        if (!after.startsWith(TRASH)) {
            String last = after.isEmpty() ? "" : after.substring(IMAGE.length());
            for (String name : pool.names().tailSet(last, false)) {
                if (page.size() == limit) {
                    return page;
                }
                size(() -> pool.openToRead(name, ""))
                        .ifPresent(bytes -> page.add(
                                new Entry(RbdLocation.of(fsid, poolName, name).url(), IMAGE + name, bytes)));
            }
        }
        String last = after.startsWith(TRASH) ? after.substring(TRASH.length()) : "";
        List<RbdPool.Trashed> trash = pool.trash().stream()
                .filter(trashed -> trashed.id().compareTo(last) > 0)
                .sorted(Comparator.comparing(RbdPool.Trashed::id))
                .toList();
        for (RbdPool.Trashed trashed : trash) {
            if (page.size() == limit) {
                return page;
            }
            RbdLocation location = new RbdLocation(fsid, poolName, trashed.name(), RbdLocation.SNAPSHOT, trashed.id());
            size(() -> pool.openTrashed(trashed))
                    .ifPresent(bytes -> page.add(new Entry(location.url(), TRASH + trashed.id(), bytes)));
        }
        return page;
    }

    /** Empty where it is gone since it was listed. */
    private static Optional<Long> size(Opening opening) {
        try (RbdImage image = opening.open()) {
            return Optional.of(image.sizeBytes());
        } catch (ImageException e) {
            if (e.kind() == FailureKind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @FunctionalInterface
    private interface Opening {
        RbdImage open();
    }
}
