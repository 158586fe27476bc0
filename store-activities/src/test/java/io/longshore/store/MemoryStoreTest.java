package io.longshore.store;

import java.util.Set;

final class MemoryStoreTest extends StoreContract {

    private final MemoryStore store = new MemoryStore("memory");

    @Override
    protected Store open() {
        return store.reopened();
    }

    @Override
    protected Set<Capability> capabilities() {
        return Set.of(Capability.INVENTORY);
    }
}
