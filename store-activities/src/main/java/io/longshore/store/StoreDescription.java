package io.longshore.store;

import io.longshore.image.StoreId;
import java.util.Map;

/**
 * What everybody may know about a store.
 *
 * @param type its kind: {@code file}, {@code http}…
 * @param description in the operator's words; empty for none
 * @param weight higher is tried first
 * @param properties what {@code /v2/info/stores/detail} shows of this kind
 */
public record StoreDescription(
        StoreId id, String type, String description, int weight, StoreLimits limits, Map<String, Object> properties) {}
