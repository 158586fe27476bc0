package io.longshore.service;

import static io.longshore.image.FailureKind.NOT_FOUND;

import io.longshore.auth.AccessPolicy;
import io.longshore.catalog.BandwidthCatalog;
import io.longshore.image.Caller;
import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import io.longshore.store.StoreRegistry;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** How fast the writable stores may be written to, by all processes together; for admins. */
public final class StoreBandwidths {

    private final BandwidthCatalog catalog;
    private final StoreRegistry stores;
    private final AccessPolicy policy;

    public StoreBandwidths(BandwidthCatalog catalog, StoreRegistry stores, AccessPolicy policy) {
        this.catalog = catalog;
        this.stores = stores;
        this.policy = policy;
    }

    /**
     * @param bytesPerSecond none: as fast as it goes
     * @param writers processes that write to the store now
     */
    public record Bandwidth(StoreId store, @Nullable Long bytesPerSecond, int writers) {}

    /** Every writable store's, in the order of the configuration. */
    public List<Bandwidth> list(Caller caller) {
        policy.manageStores(caller);
        return stores.writableIds().stream().map(this::read).toList();
    }

    /** One store's; {@code NOT_FOUND} where there is no writable store of that name. */
    public Bandwidth show(Caller caller, String store) {
        policy.manageStores(caller);
        return read(writable(store));
    }

    /** Holds for all processes within 15 seconds, for copies under way too. Repeatable. */
    public void limit(Caller caller, String store, OptionalLong bytesPerSecond) {
        policy.manageStores(caller);
        StoreId id = writable(store);
        if (bytesPerSecond.isPresent()) {
            catalog.limit(id, bytesPerSecond.getAsLong());
        } else {
            catalog.unlimit(id);
        }
    }

    private Bandwidth read(StoreId id) {
        OptionalLong limit = catalog.limit(id);
        return new Bandwidth(id, limit.isPresent() ? limit.getAsLong() : null, catalog.writers(id));
    }

    private StoreId writable(String name) {
        return stores.writableIds().stream()
                .filter(id -> id.value().equals(name))
                .findFirst()
                .orElseThrow(() -> new ImageException(NOT_FOUND, "No store " + name + " that can be written to"));
    }
}
