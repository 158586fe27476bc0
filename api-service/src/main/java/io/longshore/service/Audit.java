package io.longshore.service;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.Leadership;
import io.longshore.image.ImageException;
import io.longshore.image.ObjectUrl;
import io.longshore.image.StoreId;
import io.longshore.store.Inventory;
import io.longshore.store.ReadableStore;
import io.longshore.store.Store;
import io.longshore.store.StoreRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every hour at all that stores hold, by one leader among all API processes, and tells in the log of what no upload has ever been
 * known by: what others have put there, or what a catalog that was lost knew. It is only told; nothing is removed.
 */
public final class Audit implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Audit.class);
    private static final long LOCK = 0x10C5_0004L;
    private static final Duration LEAD = Duration.ofSeconds(5);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final int PAGE = 500;
    private static final int NAMED = 5;

    private final Catalog catalog;
    private final StoreRegistry stores;
    private final Loop loop;
    private final Map<StoreId, Strangers> told = new TreeMap<>();
    private Instant next = Instant.now().plus(EVERY);

    public Audit(Catalog catalog, StoreRegistry stores) {
        this.catalog = catalog;
        this.stores = stores;
        this.loop = new Loop("audit", LEAD, LOG);
    }

    /**
     * What a store holds that no upload is known by.
     *
     * @param bytes as the store counts them
     * @param some the first few
     */
    public record Strangers(long objects, long bytes, List<ObjectUrl> some) {}

    /** Begins; the first look is an hour away. */
    public void start() {
        Leadership leadership = catalog.leadership(LOCK);
        loop.start(
                () -> {
                    if (leadership.held() && Instant.now().isAfter(next)) {
                        next = Instant.now().plus(EVERY);
                        look();
                    }
                },
                leadership::close);
    }

    /**
     * Walks through every store that can list what it holds, and tells what is new. A store that does not answer is left for the next
     * time, and named.
     *
     * @return what was found; nothing of stores that hold nothing else, or do not answer
     */
    public Map<StoreId, Strangers> look() {
        Map<StoreId, Strangers> found = new TreeMap<>();
        for (ReadableStore readable : stores.all()) {
            StoreId id = readable.describe().id();
            if (readable instanceof Store store) {
                try {
                    store.inventory()
                            .map(this::walk)
                            .filter(s -> s.objects() > 0)
                            .ifPresent(s -> found.put(id, s));
                } catch (ImageException e) {
                    LOG.warn("Store {} could not be looked through ({})", id, e.getMessage());
                }
            }
        }
        found.forEach((id, strangers) -> {
            if (!strangers.equals(told.put(id, strangers))) {
                LOG.warn(
                        "Store {} holds {} objects ({} bytes) that Longshore has not put there, and leaves alone: {}{}",
                        id,
                        strangers.objects(),
                        strangers.bytes(),
                        strangers.some(),
                        strangers.objects() > strangers.some().size() ? " …" : "");
            }
        });
        told.keySet().retainAll(found.keySet());
        return found;
    }

    private Strangers walk(Inventory inventory) {
        long objects = 0;
        long bytes = 0;
        List<ObjectUrl> some = new ArrayList<>();
        List<Inventory.Entry> page = inventory.page("", PAGE);
        while (!page.isEmpty()) {
            Set<ObjectUrl> unknown = new HashSet<>(catalog.uploads()
                    .unknown(page.stream().map(Inventory.Entry::url).toList()));
            for (Inventory.Entry entry : page) {
                if (unknown.contains(entry.url())) {
                    objects++;
                    bytes += entry.sizeBytes();
                    if (some.size() < NAMED) {
                        some.add(entry.url());
                    }
                }
            }
            page = inventory.page(page.getLast().cursor(), PAGE);
        }
        return new Strangers(objects, bytes, List.copyOf(some));
    }

    @Override
    public void close() {
        loop.close();
    }
}
