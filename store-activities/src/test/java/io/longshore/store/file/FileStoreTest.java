package io.longshore.store.file;

import io.longshore.image.StoreId;
import io.longshore.store.Store;
import io.longshore.store.StoreContract;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

final class FileStoreTest extends StoreContract {

    @TempDir
    Path directory;

    @Override
    protected Store open() {
        return new FileStoreFactory(directory)
                .create(StoreId.of("files"), "", 0, Map.of("directory", "images", "part-size", "8MiB"));
    }

    @Override
    protected Set<Capability> capabilities() {
        return Set.of(Capability.LOCAL_FILES, Capability.INVENTORY);
    }
}
