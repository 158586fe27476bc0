package io.longshore.store;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentSkipListMap;

/** A whole store in memory, for tests: everything that the contract asks, and no disk. */
public final class MemoryStore implements Store {

    private final StoreDescription description;
    private final ConcurrentSkipListMap<String, MemoryObject> objects;

    /** An empty store with parts of 8 MiB. */
    public MemoryStore(String id) {
        this(id, 0, new StoreLimits(StoreLimits.PART_UNIT_BYTES, 10_000, 1L << 40, 4));
    }

    /** An empty store. */
    public MemoryStore(String id, int weight, StoreLimits limits) {
        this(
                new StoreDescription(StoreId.of(id), "memory", "", weight, limits, Map.of()),
                new ConcurrentSkipListMap<>());
    }

    private MemoryStore(StoreDescription description, ConcurrentSkipListMap<String, MemoryObject> objects) {
        this.description = description;
        this.objects = objects;
    }

    /** The same objects, as another process has them. */
    public MemoryStore reopened() {
        return new MemoryStore(description, objects);
    }

    /** The addresses of everything in it, unfinished uploads too. */
    public List<ObjectUrl> addresses() {
        return objects.keySet().stream().map(this::url).toList();
    }

    /** The bytes of an object; {@code NOT_FOUND} where there is none. */
    public byte[] bytes(ObjectUrl url) {
        return object(url, name(url)).bytes();
    }

    /** Damages one byte of an object, as a bad disk would. */
    public void corrupt(ObjectUrl url, long offset) {
        object(url, name(url)).flip(offset);
    }

    @Override
    public StoreDescription describe() {
        return description;
    }

    @Override
    public ObjectUrl place(ImageId image, int nth, OptionalLong size) {
        return url(new ObjectName(image, nth).toString());
    }

    @Override
    public Upload begin(ObjectUrl url, OptionalLong size) {
        MemoryObject object = new MemoryObject();
        if (objects.putIfAbsent(name(url), object) != null) {
            throw failure(FailureKind.ALREADY_EXISTS, url, "exists already");
        }
        return new MemoryUpload(this, url, object, Extents.NONE);
    }

    @Override
    public Upload resume(ObjectUrl url, OptionalLong size, Extents durable) {
        return new MemoryUpload(this, url, object(url, name(url)), durable);
    }

    @Override
    public void delete(ObjectUrl url) {
        objects.remove(name(url));
    }

    @Override
    public ByteSource source(ObjectUrl url) {
        String name = name(url);
        return new MemorySource(() -> object(url, name));
    }

    /** {@inheritDoc} What is called as another object and a number is its piece. */
    @Override
    public boolean isPiece(ObjectUrl url) {
        String whole = name(url).replaceFirst("-[0-9]{5}$", "");
        return !whole.equals(name(url)) && objects.containsKey(whole);
    }

    @Override
    public Optional<Inventory> inventory() {
        return Optional.of((after, limit) -> objects.tailMap(after, false).entrySet().stream()
                .limit(limit)
                .map(e -> new Inventory.Entry(
                        url(e.getKey()), e.getKey(), e.getValue().sizeBytes()))
                .toList());
    }

    boolean holds(ObjectUrl url, MemoryObject object) {
        return objects.get(name(url)) == object;
    }

    void remove(ObjectUrl url, MemoryObject object) {
        objects.remove(name(url), object);
    }

    ImageException failure(FailureKind kind, ObjectUrl url, String cause) {
        return new ImageException(kind, "store " + description.id() + ": " + url + ": " + cause);
    }

    private MemoryObject object(ObjectUrl url, String name) {
        MemoryObject object = objects.get(name);
        if (object == null) {
            throw failure(FailureKind.NOT_FOUND, url, "there is no such object");
        }
        return object;
    }

    private ObjectUrl url(String name) {
        return ObjectUrl.of("memory://" + description.id() + "/" + name);
    }

    private String name(ObjectUrl url) {
        String directory = url("").value();
        if (!url.value().startsWith(directory) || url.value().length() == directory.length()) {
            throw failure(FailureKind.INVALID, url, "is not an address of this store");
        }
        return url.value().substring(directory.length());
    }
}
