package io.longshore.support;

import io.longshore.image.StoreId;
import io.longshore.store.FaultyStore;
import io.longshore.store.StoreFactory;
import io.longshore.store.file.FileStoreFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** Makes file stores that fail as a test wants; type {@code faulty}, options as for {@code file}. */
final class FaultyStores implements StoreFactory {

    static final String TYPE = "faulty";

    private final FileStoreFactory files;
    private final Map<StoreId, FaultyStore> made = new ConcurrentHashMap<>();

    FaultyStores(Path folder) {
        files = new FileStoreFactory(folder);
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public FaultyStore create(StoreId id, String description, int weight, Map<String, Object> options) {
        FaultyStore store = new FaultyStore(files.create(id, description, weight, options));
        made.put(id, store);
        return store;
    }

    FaultyStore get(String id) {
        return Objects.requireNonNull(made.get(StoreId.of(id)), id);
    }
}
