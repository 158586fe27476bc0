package io.longshore.support;

import io.longshore.image.StoreId;
import io.longshore.store.FaultyStore;
import io.longshore.store.Store;
import io.longshore.store.StoreFactory;
import io.longshore.store.file.FileStoreFactory;
import io.longshore.store.rbd.RbdStoreFactory;
import io.longshore.store.s3.S3StoreFactory;
import io.longshore.store.swift.SwiftStoreFactory;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes stores that fail as a test wants; type {@code faulty}, the option {@code kind} is the type of the store that stands behind. */
final class FaultyStores implements StoreFactory {

    static final String TYPE = "faulty";

    private final Map<String, StoreFactory> kinds;
    private final Map<StoreId, FaultyStore> made = new ConcurrentHashMap<>();

    FaultyStores(Path folder) {
        kinds = Stream.of(
                        new FileStoreFactory(folder),
                        new RbdStoreFactory(folder),
                        new S3StoreFactory(folder),
                        new SwiftStoreFactory(folder))
                .collect(Collectors.toMap(StoreFactory::type, factory -> factory));
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public List<String> options() {
        return Stream.concat(Stream.of("kind"), kinds.values().stream().flatMap(kind -> kind.options().stream()))
                .toList();
    }

    @Override
    public FaultyStore create(StoreId id, String description, int weight, Map<String, Object> options) {
        Map<String, Object> left = new HashMap<>(options);
        StoreFactory kind = Objects.requireNonNull(kinds.get(String.valueOf(left.remove("kind"))));
        FaultyStore store = new FaultyStore((Store) kind.create(id, description, weight, left));
        made.put(id, store);
        return store;
    }

    FaultyStore get(String id) {
        return Objects.requireNonNull(made.get(StoreId.of(id)), id);
    }
}
