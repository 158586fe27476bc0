package io.longshore.store.swift;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import io.longshore.store.Store;
import io.longshore.store.StoreFactory;
import io.longshore.store.StorePlace;
import io.longshore.web.TlsTrust;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the stores of type {@code swift}. */
public final class SwiftStoreFactory implements StoreFactory {

    private final Path configDirectory;

    /** {@code configDirectory} is what relative paths in options are relative to. */
    public SwiftStoreFactory(Path configDirectory) {
        this.configDirectory = configDirectory;
    }

    @Override
    public String type() {
        return SwiftStore.TYPE;
    }

    @Override
    public List<String> options() {
        return SwiftStoreConfig.KNOWN;
    }

    @Override
    public Store create(StoreId id, String description, int weight, Map<String, Object> options) {
        SwiftStoreConfig config = SwiftStoreConfig.of(id, configDirectory, options);
        return new SwiftStore(id, description, weight, config, trust(id, config));
    }

    @Override
    public List<StorePlace> places(StoreId id, Map<String, Object> options) {
        SwiftStoreConfig config = SwiftStoreConfig.of(id, configDirectory, options);
        String container = "container " + config.container();
        return List.of(
                new StorePlace(
                        SwiftStoreConfig.CONTAINER,
                        container + " of " + config.auth().place()),
                new StorePlace(SwiftStoreConfig.REFERENCE, container + " under reference " + config.reference()));
    }

    @Override
    public Optional<String> partSizeOption() {
        return Optional.of(SwiftStoreConfig.SEGMENT_SIZE);
    }

    @Override
    public Set<String> secretOptions() {
        return Set.of(SwiftStoreConfig.KEY, SwiftStoreConfig.APPLICATION_SECRET);
    }

    private static TlsTrust trust(StoreId id, SwiftStoreConfig config) {
        Path authorities = config.authorities();
        try {
            return authorities == null ? TlsTrust.system() : TlsTrust.authorities(authorities);
        } catch (IOException e) {
            throw new ImageException(
                    FailureKind.INVALID,
                    "store " + id + ": option " + SwiftStoreConfig.AUTHORITIES
                            + " names a file that holds no certificates or cannot be read: " + authorities);
        }
    }
}
