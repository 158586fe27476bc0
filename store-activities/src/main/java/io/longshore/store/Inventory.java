package io.longshore.store;

import io.longshore.image.ObjectUrl;
import java.util.List;

/** Everything a store holds, ours or not, unfinished uploads too. */
public interface Inventory {

    /**
     * The next objects after {@code after} in the store's own order, at most {@code limit}; the first call passes an empty string, an
     * empty answer is the end. Objects that stay through the whole walk are answered exactly once.
     */
    List<Entry> page(String after, int limit);

    /**
     * @param cursor what the next call passes as {@code after}
     * @param sizeBytes as the store counts it
     */
    record Entry(ObjectUrl url, String cursor, long sizeBytes) {}
}
