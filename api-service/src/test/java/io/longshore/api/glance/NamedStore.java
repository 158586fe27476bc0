package io.longshore.api.glance;

import io.longshore.image.Extents;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.ByteSource;
import io.longshore.store.Claims;
import io.longshore.store.ReadableStore;
import io.longshore.store.Store;
import io.longshore.store.StoreDescription;
import io.longshore.store.StoreLimits;
import io.longshore.store.Upload;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Stores of which these tests need no more than what they say of themselves. */
public final class NamedStore implements Store {

    /** Images that others build on. */
    final Set<String> held = ConcurrentHashMap.newKeySet();

    /** What was claimed and not given back. */
    public final Set<ObjectUrl> claimed = ConcurrentHashMap.newKeySet();

    /** While it is not 0, whoever claims something waits. */
    public volatile CountDownLatch slow = new CountDownLatch(0);

    private final StoreDescription description;

    public NamedStore(String id, String description, int weight) {
        this.description = describe(id, "file", description, weight);
    }

    private static StoreDescription describe(String id, String type, String description, int weight) {
        return new StoreDescription(
                StoreId.of(id),
                type,
                description,
                weight,
                new StoreLimits(StoreLimits.PART_UNIT_BYTES, 10_000, Long.MAX_VALUE, 1),
                type.equals("file") ? Map.of("data_dir", "/" + id, "chunk_size", 65536) : Map.of());
    }

    /** A store that can only be read. */
    static ReadableStore web(String id) {
        StoreDescription described = describe(id, "http", "", 0);
        return new ReadableStore() {
            @Override
            public StoreDescription describe() {
                return described;
            }

            @Override
            public ByteSource source(ObjectUrl url) {
                throw new ImageException(FailureKind.INVALID, id + ": " + url + " is refused");
            }
        };
    }

    @Override
    public StoreDescription describe() {
        return description;
    }

    @Override
    public ByteSource source(ObjectUrl url) {
        throw new UnsupportedOperationException();
    }

    @Override
    public ObjectUrl place(ImageId image, int nth, OptionalLong size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Upload begin(ObjectUrl url, OptionalLong size) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Upload resume(ObjectUrl url, OptionalLong size, Extents durable) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void delete(ObjectUrl url) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Claims> claims() {
        return Optional.of(new Claims() {
            @Override
            public void claim(ObjectUrl url) {
                if (held.stream().anyMatch(url.value()::contains)) {
                    throw new ImageException(FailureKind.IN_USE, "store " + description.id() + ": clones of it exist");
                }
                try {
                    slow.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                claimed.add(url);
            }

            @Override
            public void unclaim(ObjectUrl url) {
                claimed.remove(url);
            }
        });
    }
}
