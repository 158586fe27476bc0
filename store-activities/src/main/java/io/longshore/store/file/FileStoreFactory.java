package io.longshore.store.file;

import io.longshore.image.StoreId;
import io.longshore.store.Store;
import io.longshore.store.StoreFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the stores of type {@code file}. */
public final class FileStoreFactory implements StoreFactory {

    private final Path configDirectory;

    /** {@code configDirectory} is what a relative {@code directory} option is relative to. */
    public FileStoreFactory(Path configDirectory) {
        this.configDirectory = configDirectory.toAbsolutePath();
    }

    @Override
    public String type() {
        return FileStore.TYPE;
    }

    @Override
    public List<String> options() {
        return FileStoreConfig.KNOWN;
    }

    @Override
    public Store create(StoreId id, String description, int weight, Map<String, Object> options) {
        return new FileStore(id, description, weight, FileStoreConfig.of(id, configDirectory, options));
    }

    @Override
    public Optional<String> partSizeOption() {
        return Optional.of(FileStoreConfig.PART_SIZE);
    }
}
