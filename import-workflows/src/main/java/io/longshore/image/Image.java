package io.longshore.image;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An image as the catalog knows it at one moment.
 *
 * @param owner the project it belongs to; none for images of nobody
 * @param sizeBytes known once bytes are staged or stored
 * @param hashes known once bytes are stored
 * @param minRam MiB; {@code minDisk} GiB
 * @param properties custom properties; names that start with {@code os_glance} are never among them
 * @param importingTo stores that the open import still owes a copy; none: never imported
 * @param failedImport stores whose last import failed; none: never imported
 * @param openImport the import under way
 * @param locations the copies that may be read, best first: store weight, then store id
 */
public record Image(
        ImageId id,
        @Nullable String name,
        ImageStatus status,
        Visibility visibility,
        boolean isProtected,
        boolean isHidden,
        @Nullable String owner,
        @Nullable Long sizeBytes,
        @Nullable Long virtualSizeBytes,
        @Nullable ContentHashes hashes,
        int minRam,
        int minDisk,
        @Nullable DiskFormat diskFormat,
        @Nullable ContainerFormat containerFormat,
        Instant createdAt,
        Instant updatedAt,
        Set<String> tags,
        Map<String, String> properties,
        @Nullable List<StoreId> importingTo,
        @Nullable List<StoreId> failedImport,
        @Nullable UUID openImport,
        List<ImageLocation> locations) {

    /** The copy in {@code store}, if it has one. */
    public Optional<ImageLocation> locationIn(StoreId store) {
        return locations.stream().filter(l -> l.store().equals(store)).findFirst();
    }

    /** The stores that hold a copy, in the order of {@link #locations}. */
    public Stream<StoreId> stores() {
        return locations.stream().map(ImageLocation::store);
    }
}
