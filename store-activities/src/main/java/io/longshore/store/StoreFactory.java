package io.longshore.store;

import io.longshore.image.StoreId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Makes the stores of one type from what the operator wrote. */
public interface StoreFactory {

    /** The {@code type} in the configuration. */
    String type();

    /** Every option there is. */
    List<String> options();

    /**
     * A store from its options. Touches nothing outside; a store that cannot be reached is made all the same and says so when used.
     * {@code INVALID} names the option that is missing, unknown or senseless.
     */
    ReadableStore create(StoreId id, String description, int weight, Map<String, Object> options);

    /**
     * The places that a store with these options has to itself; none where it writes nowhere, or in directories, which staging has too.
     * Touches nothing outside, and fails as {@link #create} does.
     */
    default List<StorePlace> places(StoreId id, Map<String, Object> options) {
        return List.of();
    }

    /** The option that says how large a part is; none where nothing is written. */
    default Optional<String> partSizeOption() {
        return Optional.empty();
    }

    /** The options whose values are told nowhere. */
    default Set<String> secretOptions() {
        return Set.of();
    }
}
