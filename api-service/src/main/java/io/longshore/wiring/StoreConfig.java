package io.longshore.wiring;

import io.longshore.image.StoreId;
import java.util.Map;

/**
 * One store, as the operator wrote it.
 *
 * @param type chooses the {@link io.longshore.store.StoreFactory}
 * @param description empty for none
 * @param weight higher is tried first
 * @param verifyFull whether each copy is read back when it is whole
 * @param options what only this type understands; may hold secrets, so the text form shows their names alone
 */
public record StoreConfig(
        StoreId id, String type, String description, int weight, boolean verifyFull, Map<String, Object> options) {

    public StoreConfig {
        options = Map.copyOf(options);
    }

    @Override
    public String toString() {
        return "StoreConfig[" + id + ", " + type + ", options " + options.keySet() + "]";
    }
}
