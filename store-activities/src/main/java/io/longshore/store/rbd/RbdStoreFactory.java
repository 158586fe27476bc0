package io.longshore.store.rbd;

import io.longshore.image.StoreId;
import io.longshore.store.Store;
import io.longshore.store.StoreFactory;
import io.longshore.store.StorePlace;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the stores of type {@code rbd}. */
public final class RbdStoreFactory implements StoreFactory {

    private final Path configDirectory;
    private final SliceBuffers buffers = new SliceBuffers();

    /** {@code configDirectory} is what relative paths in the options are relative to. */
    public RbdStoreFactory(Path configDirectory) {
        this.configDirectory = configDirectory.toAbsolutePath();
    }

    @Override
    public String type() {
        return RbdStore.TYPE;
    }

    @Override
    public List<String> options() {
        return RbdStoreConfig.KNOWN;
    }

    @Override
    public Store create(StoreId id, String description, int weight, Map<String, Object> options) {
        return new RbdStore(id, description, weight, RbdStoreConfig.of(id, configDirectory, options), buffers);
    }

    @Override
    public List<StorePlace> places(StoreId id, Map<String, Object> options) {
        RbdStoreConfig config = RbdStoreConfig.of(id, configDirectory, options);
        String cluster = config.fsid() == null ? "of " + config.conf() : String.valueOf(config.fsid());
        return List.of(new StorePlace(RbdStoreConfig.POOL, "pool " + config.pool() + " of the cluster " + cluster));
    }

    @Override
    public Optional<String> partSizeOption() {
        return Optional.of(RbdStoreConfig.PART_SIZE);
    }
}
