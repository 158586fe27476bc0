package io.longshore.store.s3;

import io.longshore.store.Inventory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.S3Object;

/** The bucket's objects and its unfinished uploads, in the order of their keys; the cursor is the key. */
final class S3Inventory implements Inventory {

    /** As servers sort keys: by their bytes. */
    private static final Comparator<String> ORDER = Comparator.comparing(
            (String key) -> key.getBytes(StandardCharsets.UTF_8), (a, b) -> Arrays.compareUnsigned(a, b));

    private static final int MOST_OBJECTS = 1000;

    private final S3StoreConfig config;
    private final S3Server server;

    S3Inventory(S3StoreConfig config, S3Server server) {
        this.config = config;
        this.server = server;
    }

    /**
     * {@inheritDoc} Uploads are few, and servers differ in their order: all are looked at for each page. Of those at one key the size is
     * what their parts take.
     */
    @Override
    public List<Entry> page(String after, int limit) {
        List<S3Object> objects = server.objects(after, Math.min(limit, MOST_OBJECTS));
        Map<String, Long> sizes = new TreeMap<>(ORDER);
        objects.forEach(object -> sizes.put(object.key(), object.size()));
        String last = objects.size() < Math.min(limit, MOST_OBJECTS)
                ? ""
                : objects.getLast().key();
        List<MultipartUpload> uploads = server.uploads(null).stream()
                .filter(u -> ORDER.compare(u.key(), after) > 0)
                .filter(u -> last.isEmpty() || ORDER.compare(u.key(), last) < 0)
                .filter(u -> !sizes.containsKey(u.key()))
                .toList();
        Map<String, Long> unfinished = new TreeMap<>(ORDER);
        uploads.forEach(u -> unfinished.put(u.key(), 0L));
        unfinished.forEach(sizes::put);
        return sizes.entrySet().stream()
                .limit(limit)
                .map(e -> entry(
                        e.getKey(), unfinished.containsKey(e.getKey()) ? taken(e.getKey(), uploads) : e.getValue()))
                .toList();
    }

    private Entry entry(String key, long sizeBytes) {
        return new Entry(S3Location.url(config, key), key, sizeBytes);
    }

    private long taken(String key, List<MultipartUpload> uploads) {
        return uploads.stream()
                .filter(u -> u.key().equals(key) && server.isUpload(key, u.uploadId()))
                .flatMap(u -> server.parts(key, u.uploadId()).stream())
                .mapToLong(Part::size)
                .sum();
    }
}
