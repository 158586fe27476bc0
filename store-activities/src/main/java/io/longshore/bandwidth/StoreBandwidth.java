package io.longshore.bandwidth;

import io.longshore.catalog.BandwidthCatalog;
import io.longshore.image.StoreId;
import io.longshore.transfer.Pace;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This process among those that write to stores. While anything here writes to a store, the catalog knows, and the store's pace is this
 * process's equal share of the store's limit; looked up when the first transfer begins and at every renewal. A store that nothing writes
 * to any more is left at the next renewal after all is paid for, so that many small transfers cost no more than one, and write no faster. While the catalog is away the last share
 * holds.
 */
public final class StoreBandwidth implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StoreBandwidth.class);

    private final BandwidthCatalog catalog;
    private final UUID writer = UUID.randomUUID();
    private final Map<StoreId, Use> inUse = new HashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    public StoreBandwidth(BandwidthCatalog catalog) {
        this.catalog = catalog;
        Thread.ofVirtual().name("store-bandwidth").start(this::renew);
    }

    /** One transfer that writes to a store, until it is closed. */
    public final class Writing implements AutoCloseable {

        private final StoreId store;
        private final Pace pace;

        private Writing(StoreId store, Pace pace) {
            this.store = store;
            this.pace = pace;
        }

        /** Shared by all transfers of this process to the store. */
        public Pace pace() {
            return pace;
        }

        @Override
        public void close() {
            end(store);
        }
    }

    private static final class Use {

        private final Pace pace = new Pace();
        private int transfers;
    }

    /** A transfer begins to write to {@code store}. */
    public Writing writing(StoreId store) {
        Use use;
        boolean first;
        synchronized (inUse) {
            use = inUse.computeIfAbsent(store, s -> new Use());
            first = use.transfers++ == 0;
        }
        if (first) {
            share(store, use.pace);
        }
        return new Writing(store, use.pace);
    }

    private void end(StoreId store) {
        synchronized (inUse) {
            Use use = inUse.get(store);
            if (use != null) {
                use.transfers--;
            }
        }
    }

    private void renew() {
        try {
            while (!closed.await(BandwidthCatalog.RENEWAL.toMillis(), TimeUnit.MILLISECONDS)) {
                round();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** What is done at every renewal. */
    synchronized void round() {
        forget().forEach(this::leave);
        // After the leaving: who began to write meanwhile is registered again.
        written().forEach(this::share);
    }

    /** The stores that nothing writes to any more and that are owed nothing, which are no longer in use. */
    private Set<StoreId> forget() {
        synchronized (inUse) {
            Set<StoreId> idle = new HashSet<>();
            inUse.forEach((store, use) -> {
                if (use.transfers == 0 && use.pace.isPaid()) {
                    idle.add(store);
                }
            });
            inUse.keySet().removeAll(idle);
            return idle;
        }
    }

    private Map<StoreId, Pace> written() {
        synchronized (inUse) {
            Map<StoreId, Pace> written = new HashMap<>();
            inUse.forEach((store, use) -> written.put(store, use.pace));
            return written;
        }
    }

    private void share(StoreId store, Pace pace) {
        try {
            pace.set(catalog.share(store, writer));
        } catch (RuntimeException e) {
            LOG.debug("Store {}: its bandwidth cannot be looked up: {}", store, e.getMessage());
        }
    }

    private void leave(StoreId store) {
        try {
            catalog.leave(store, writer);
        } catch (RuntimeException e) {
            LOG.debug("Store {}: no longer written to, which the catalog learns when the lease runs out", store);
        }
    }

    /** Leaves every store. */
    @Override
    public void close() {
        closed.countDown();
        List<StoreId> left;
        synchronized (inUse) {
            left = List.copyOf(inUse.keySet());
            inUse.clear();
        }
        left.forEach(this::leave);
    }
}
