package io.longshore.service;

import io.longshore.auth.AccessPolicy;
import io.longshore.image.Caller;
import io.longshore.image.StoreId;
import io.longshore.store.ReadableStore;
import io.longshore.store.Store;
import io.longshore.store.StoreDescription;
import io.longshore.store.StoreRegistry;
import java.util.List;

/** Looking at the configured stores; answered without I/O. */
public final class StoreQueries {

    private final List<StoreFacts> stores;
    private final List<String> writable;
    private final AccessPolicy policy;

    public StoreQueries(StoreRegistry stores, AccessPolicy policy) {
        this.stores = stores.all().stream()
                .map(store -> facts(store, stores.defaultStore()))
                .toList();
        this.writable = stores.writableIds().stream().map(StoreId::value).toList();
        this.policy = policy;
    }

    private static StoreFacts facts(ReadableStore store, StoreId defaultStore) {
        StoreDescription d = store.describe();
        return new StoreFacts(
                d.id().value(),
                d.description(),
                d.id().equals(defaultStore),
                !(store instanceof Store),
                d.type(),
                d.weight(),
                d.properties());
    }

    /** Every store, in the order of the configuration. */
    public List<StoreFacts> list() {
        return stores;
    }

    /** Every store, for a caller who may see it whole; else {@code FORBIDDEN}. */
    public List<StoreFacts> detail(Caller caller) {
        policy.storesInfoDetail(caller);
        return stores;
    }

    /** The ids of the stores that images can be put into, in the order of the configuration. */
    public List<String> writable() {
        return writable;
    }
}
