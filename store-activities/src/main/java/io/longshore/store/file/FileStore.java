package io.longshore.store.file;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.ByteSource;
import io.longshore.store.Inventory;
import io.longshore.store.LocalFiles;
import io.longshore.store.ObjectName;
import io.longshore.store.Store;
import io.longshore.store.StoreDescription;
import io.longshore.store.StoreLimits;
import io.longshore.store.Upload;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Images as files of one directory. */
final class FileStore implements Store {

    static final String TYPE = "file";

    /** The largest file of ext4 with its usual blocks; others take more, and no image needs it. */
    private static final long MAX_OBJECT_BYTES = 16L << 40;

    private static final int PARALLEL_PARTS = 4;

    /** What Glance reads and writes at a time; shown, and of no consequence here. */
    private static final int SHOWN_CHUNK_BYTES = 65536;

    private final StoreDescription description;
    private final FileFailures failures;
    private final DataDirectory directory;

    FileStore(StoreId id, String description, int weight, FileStoreConfig config) {
        StoreLimits limits = new StoreLimits(config.partBytes(), Integer.MAX_VALUE, MAX_OBJECT_BYTES, PARALLEL_PARTS);
        this.description = new StoreDescription(id, TYPE, description, weight, limits, shown(config));
        this.failures = new FileFailures(id, false);
        this.directory = new DataDirectory(config.directory(), config.permissions());
    }

    @Override
    public StoreDescription describe() {
        return description;
    }

    @Override
    public ObjectUrl place(ImageId image, int nth, OptionalLong size) {
        OptionalLong usable = directory.usableBytes();
        if (usable.isPresent() && size.orElse(0) > usable.getAsLong()) {
            throw failures.of(
                    FailureKind.STORE_FULL,
                    directory.path(),
                    size.getAsLong() + " bytes are needed, " + usable.getAsLong() + " are free");
        }
        String name = new ObjectName(image, nth).toString();
        return new FileLocation(directory.path().resolve(name)).url();
    }

    @Override
    public Upload begin(ObjectUrl url, OptionalLong size) {
        Path path = path(url);
        directory.prepare(failures);
        return FileUpload.create(path, directory, failures);
    }

    @Override
    public Upload resume(ObjectUrl url, OptionalLong size, long durableBytes) {
        Path path = path(url);
        if (durableBytes == 0 && directory.isUntouched()) {
            // Who was to begin died before there was a directory; beginning anew makes it.
            throw nothingLeft(path);
        }
        BasicFileAttributes found = directory.find(path, failures).orElseThrow(() -> nothingLeft(path));
        if (found.size() < durableBytes) {
            throw failures.of(
                    FailureKind.NOT_FOUND,
                    path,
                    "holds " + found.size() + " bytes where " + durableBytes
                            + " were durable: it is not what was left");
        }
        return FileUpload.reopen(path, durableBytes, directory, failures);
    }

    private ImageException nothingLeft(Path path) {
        return failures.of(FailureKind.NOT_FOUND, path, "nothing of the upload is left");
    }

    @Override
    public void delete(ObjectUrl url) {
        Path path = path(url);
        if (!directory.isUntouched() && directory.find(path, failures).isPresent()) {
            directory.remove(path, failures);
        }
    }

    @Override
    public ByteSource source(ObjectUrl url) {
        return new FileSource(path(url), directory, failures.ofReading());
    }

    @Override
    public Optional<LocalFiles> localFiles() {
        return Optional.of(this::path);
    }

    @Override
    public Optional<Inventory> inventory() {
        return Optional.of(new FileInventory(directory, failures));
    }

    private Path path(ObjectUrl url) {
        return FileLocation.of(url, directory.path(), failures).path();
    }

    private static Map<String, Object> shown(FileStoreConfig config) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("data_dir", config.directory().toString());
        properties.put("chunk_size", SHOWN_CHUNK_BYTES);
        properties.put("thin_provisioning", false);
        return Collections.unmodifiableMap(properties);
    }
}
