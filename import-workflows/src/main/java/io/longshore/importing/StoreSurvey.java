package io.longshore.importing;

import io.longshore.image.StoreId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the stores can do for one copy-image, looked up before the plan is made.
 *
 * @param sources the stores that hold the image, in the order in which they are tried: default store, then weight, then id
 * @param obstacles target → source → why bytes cannot go from one to the other without passing through us; no entry: they can
 */
public record StoreSurvey(List<StoreId> sources, Map<StoreId, Map<StoreId, String>> obstacles) {

    /** A survey for imports whose bytes do not come from a store. */
    public static StoreSurvey none() {
        return new StoreSurvey(List.of(), Map.of());
    }

    /** Why {@code target} cannot take the bytes natively from {@code source}; empty where it can. */
    public Optional<String> obstacle(StoreId target, StoreId source) {
        return Optional.ofNullable(obstacles.getOrDefault(target, Map.of()).get(source));
    }
}
