package io.longshore.store.file;

import io.longshore.image.Extents;
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
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Images as files of one directory, or of several. */
final class FileStore implements Store {

    static final String TYPE = "file";

    /** The largest file of ext4 with its usual blocks; others take more, and no image needs it. */
    private static final long MAX_OBJECT_BYTES = 16L << 40;

    private static final int PARALLEL_PARTS = 4;

    /** What Glance reads and writes at a time; shown, and of no consequence here. */
    private static final int SHOWN_CHUNK_BYTES = 65536;

    private final StoreDescription description;
    private final FileFailures failures;
    private final SequencedMap<Path, DataDirectory> directories = new LinkedHashMap<>();
    private final List<List<DataDirectory>> byPriority;

    FileStore(StoreId id, String description, int weight, FileStoreConfig config) {
        StoreLimits limits = new StoreLimits(config.partBytes(), Integer.MAX_VALUE, MAX_OBJECT_BYTES, PARALLEL_PARTS);
        this.description = new StoreDescription(id, TYPE, description, weight, limits, shown(config));
        this.failures = new FileFailures(id, false);
        NavigableMap<Integer, List<DataDirectory>> groups = new TreeMap<>(Comparator.reverseOrder());
        for (FileStoreConfig.Directory each : config.directories()) {
            DataDirectory directory = new DataDirectory(each.path(), config.permissions(), config.timeout());
            directories.put(each.path(), directory);
            groups.computeIfAbsent(each.priority(), priority -> new ArrayList<>())
                    .add(directory);
        }
        this.byPriority = List.copyOf(groups.values());
    }

    @Override
    public StoreDescription describe() {
        return description;
    }

    @Override
    public ObjectUrl place(ImageId image, int nth, OptionalLong size) {
        Path directory = roomFor(size.orElse(0));
        return new FileLocation(directory.resolve(new ObjectName(image, nth).toString())).url();
    }

    /**
     * Of the first that are to be filled and have room, the one with the most; one that does not say counts as the last of its like. Those
     * that hang are asked when no other has room.
     */
    private Path roomFor(long bytes) {
        List<List<DataDirectory>> asked = new ArrayList<>();
        List<List<DataDirectory>> hanging = new ArrayList<>();
        for (List<DataDirectory> group : byPriority) {
            Map<Boolean, List<DataDirectory>> parted =
                    group.stream().collect(Collectors.partitioningBy(DataDirectory::hangs));
            asked.add(parted.get(false));
            hanging.add(parted.get(true));
        }
        asked.addAll(hanging);
        long most = 0;
        ImageException away = null;
        for (List<DataDirectory> group : asked) {
            @Nullable DataDirectory best = null;
            long bestBytes = -1;
            for (DataDirectory directory : group) {
                try {
                    OptionalLong usable = directory.usableBytes(failures);
                    most = Math.max(most, usable.orElse(0));
                    long room = usable.orElse(bytes);
                    if (room >= bytes && room > bestBytes) {
                        best = directory;
                        bestBytes = room;
                    }
                } catch (ImageException e) {
                    away = e;
                }
            }
            if (best != null) {
                return best.path();
            }
        }
        throw away != null
                ? away
                : failures.ofAll(FailureKind.STORE_FULL, bytes + " bytes are needed, " + most + " are free");
    }

    @Override
    public Upload begin(ObjectUrl url, OptionalLong size) {
        Path path = path(url);
        DataDirectory directory = directoryOf(path);
        directory.prepare(failures);
        return FileUpload.create(path, directory, failures);
    }

    @Override
    public Upload resume(ObjectUrl url, OptionalLong size, Extents durable) {
        Path path = path(url);
        DataDirectory directory = directoryOf(path);
        if (durable.equals(Extents.NONE) && directory.isUntouched(failures)) {
            // Who was to begin died before there was a directory; beginning anew makes it.
            throw nothingLeft(path);
        }
        BasicFileAttributes found = directory.find(path, failures).orElseThrow(() -> nothingLeft(path));
        if (found.size() < durable.end()) {
            throw failures.of(
                    FailureKind.NOT_FOUND,
                    path,
                    "holds " + found.size() + " bytes where " + durable.end()
                            + " were durable: it is not what was left");
        }
        return FileUpload.reopen(path, durable, directory, failures);
    }

    private ImageException nothingLeft(Path path) {
        return failures.of(FailureKind.NOT_FOUND, path, "nothing of the upload is left");
    }

    @Override
    public void delete(ObjectUrl url) {
        Path path = path(url);
        DataDirectory directory = directoryOf(path);
        if (!directory.isUntouched(failures) && directory.find(path, failures).isPresent()) {
            directory.remove(path, failures);
        }
    }

    @Override
    public ByteSource source(ObjectUrl url) {
        Path path = path(url);
        return new FileSource(path, directoryOf(path), failures.ofReading());
    }

    @Override
    public Optional<LocalFiles> localFiles() {
        return Optional.of(new LocalFiles() {
            @Override
            public Path path(ObjectUrl url) {
                return FileStore.this.path(url);
            }

            @Override
            public boolean isRemote(ObjectUrl url) {
                return directoryOf(path(url)).isRemote(failures);
            }
        });
    }

    @Override
    public Optional<Inventory> inventory() {
        return Optional.of(new FileInventory(List.copyOf(directories.values()), failures));
    }

    private Path path(ObjectUrl url) {
        return FileLocation.of(url, directories.keySet(), failures).path();
    }

    private DataDirectory directoryOf(Path path) {
        return Objects.requireNonNull(directories.get(path.getParent()));
    }

    private static Map<String, Object> shown(FileStoreConfig config) {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("data_dir", config.directories().getFirst().path().toString());
        properties.put("chunk_size", SHOWN_CHUNK_BYTES);
        properties.put("thin_provisioning", true);
        return Collections.unmodifiableMap(properties);
    }
}
