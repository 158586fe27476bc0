package io.longshore.wiring;

import io.longshore.image.StoreId;
import java.nio.file.Path;
import java.util.List;

/**
 * What an operator decides, checked: the content of {@code longshore.yaml}.
 *
 * @param folder of the file: what relative paths in the options of stores are relative to
 * @param stores at least one, in the order of the file
 * @param defaultStore one of them, and writable
 */
public record EngineConfig(
        Path folder,
        List<StoreConfig> stores,
        StoreId defaultStore,
        StagingConfig staging,
        AuthConfig auth,
        LimitsConfig limits,
        ImportConfig imports,
        WorkerConfig worker,
        DatabaseConfig database,
        HttpConfig http,
        TemporalConfig temporal) {

    public EngineConfig {
        stores = List.copyOf(stores);
    }
}
