package io.longshore.wiring;

import com.zaxxer.hikari.HikariDataSource;
import io.longshore.activity.ImportWorker;
import io.longshore.activity.StagingHost;
import io.longshore.bandwidth.StoreBandwidth;
import io.longshore.catalog.Catalog;
import io.longshore.image.StoreId;
import io.longshore.importing.StagingPlace;
import io.longshore.reclaim.Reclaimer;
import io.longshore.source.Sources;
import io.longshore.staging.StagingArea;
import io.longshore.store.ReadableStore;
import io.longshore.store.StoreFactory;
import io.longshore.store.StoreRegistry;
import io.longshore.transfer.Transfer;
import io.longshore.transfer.TransferLimits;
import io.longshore.web.WebClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What every process is made of, whatever its role. Nothing here waits for a server. */
final class Parts implements AutoCloseable {

    final EngineConfig config;
    final HikariDataSource database;
    final StoreRegistry stores;
    final Catalog catalog;
    final TransferLimits limits;
    final Transfer transfer;
    final StoreBandwidth bandwidth;
    final WebClient web;
    final Reclaimer reclaimer;
    final @Nullable StagingArea staging;
    final @Nullable StagingPlace place;

    Parts(EngineOrder order, Map<String, StoreFactory> factories) {
        config = order.config();
        database = PatientPool.of(config.database());
        stores = stores(config, factories);
        catalog = new Catalog(database, stores.byWeight());
        limits = new TransferLimits(
                config.limits().transferMemoryBytes(),
                Runtime.getRuntime().availableProcessors(),
                config.limits().durableStepBytes());
        transfer = new Transfer(limits);
        bandwidth = new StoreBandwidth(catalog.bandwidth());
        web = WebParts.client(config);
        reclaimer = new Reclaimer(catalog, stores);
        boolean stages = order.role() != Role.API
                || order.withStaging()
                || config.staging().mode() == StagingConfig.Mode.SHARED;
        staging = stages ? new StagingArea(config.staging().directory()) : null;
        place = staging == null
                ? null
                : new StagingPlace(staging.id(), config.staging().host());
    }

    private static StoreRegistry stores(EngineConfig config, Map<String, StoreFactory> factories) {
        List<ReadableStore> made = new ArrayList<>();
        for (StoreConfig store : config.stores()) {
            StoreFactory factory = factories.get(store.type());
            if (factory == null) {
                throw new IllegalStateException("a checked configuration names only known types");
            }
            made.add(factory.create(store.id(), store.description(), store.weight(), store.options()));
        }
        Set<StoreId> verifiedInFull = config.stores().stream()
                .filter(StoreConfig::verifyFull)
                .map(StoreConfig::id)
                .collect(Collectors.toSet());
        return new StoreRegistry(made, config.defaultStore(), verifiedInFull);
    }

    /** What activities of this process work with. */
    ImportWorker.Parts worker() {
        return new ImportWorker.Parts(
                catalog,
                stores,
                transfer,
                bandwidth,
                new Sources(web, stores),
                reclaimer,
                staging,
                place,
                config.limits().imageBytes());
    }

    /** The process as a host of its staging directory; none where it works none. */
    @Nullable
    StagingHost host() {
        StagingArea area = staging;
        StagingPlace here = place;
        return area == null || here == null
                ? null
                : new StagingHost(catalog, area, here, config.staging().capacityBytes());
    }

    @Override
    public void close() {
        if (staging != null) {
            staging.close();
        }
        bandwidth.close();
        limits.close();
        database.close();
    }
}
