package io.longshore.store;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The configured stores, in the order of the configuration. */
public final class StoreRegistry {

    private final Map<StoreId, ReadableStore> stores = new LinkedHashMap<>();
    private final StoreId defaultStore;
    private final Set<StoreId> verifiedInFull;

    /** {@code defaultStore} must be one of {@code stores}, and writable. */
    public StoreRegistry(Collection<? extends ReadableStore> stores, StoreId defaultStore) {
        this(stores, defaultStore, Set.of());
    }

    /** The same; each copy in one of {@code verifiedInFull} is read back when it is whole. */
    public StoreRegistry(
            Collection<? extends ReadableStore> stores, StoreId defaultStore, Set<StoreId> verifiedInFull) {
        this.verifiedInFull = Set.copyOf(verifiedInFull);
        stores.forEach(store -> this.stores.put(store.describe().id(), store));
        this.defaultStore = defaultStore;
        writable(defaultStore);
    }

    public StoreId defaultStore() {
        return defaultStore;
    }

    /** Every store. */
    public Collection<ReadableStore> all() {
        return List.copyOf(stores.values());
    }

    /** The ids of the stores that can be written, in the order of the configuration. */
    public List<StoreId> writableIds() {
        return stores.entrySet().stream()
                .filter(e -> e.getValue() instanceof Store)
                .map(Map.Entry::getKey)
                .toList();
    }

    public Optional<ReadableStore> find(StoreId id) {
        return Optional.ofNullable(stores.get(id));
    }

    /** The store to read from; {@code NOT_FOUND} where none of that id is configured here. */
    public ReadableStore readable(StoreId id) {
        return find(id).orElseThrow(() ->
                new ImageException(FailureKind.NOT_FOUND, "store " + id + " is not configured in this process"));
    }

    /** The store to write to; {@code NOT_FOUND} where none is configured, {@code UNSUPPORTED} where it is read-only. */
    public Store writable(StoreId id) {
        if (readable(id) instanceof Store store) {
            return store;
        }
        throw new ImageException(FailureKind.UNSUPPORTED, "store " + id + " is read-only");
    }

    /** Whether each copy in the store is read back when it is whole, whatever was checked on its way. */
    public boolean verifiesFull(StoreId id) {
        return verifiedInFull.contains(id);
    }

    /** The weight of a store; 0 for one that is not configured here. */
    public int weight(StoreId id) {
        return find(id).map(s -> s.describe().weight()).orElse(0);
    }

    /** How an image's copies are ordered on the wire: weight, then id. */
    public Comparator<StoreId> byWeight() {
        return Comparator.comparingInt(this::weight).reversed().thenComparing(Comparator.naturalOrder());
    }

    /** How sources are tried: the default store, then weight, then id. */
    public Comparator<StoreId> bySourceOrder() {
        return Comparator.<StoreId, Boolean>comparing(id -> !id.equals(defaultStore))
                .thenComparing(byWeight());
    }
}
