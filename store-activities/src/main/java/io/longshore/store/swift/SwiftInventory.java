package io.longshore.store.swift;

import io.longshore.store.Inventory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The container's objects in the order of their names, each with its segments, and what uploads have left that are not complete. The
 * cursor is a name in the listing.
 */
final class SwiftInventory implements Inventory {

    private static final int ROWS = 1000;

    private final SwiftStoreConfig config;
    private final SwiftServer server;

    SwiftInventory(SwiftStoreConfig config, SwiftServer server) {
        this.config = config;
        this.server = server;
    }

    @Override
    public List<Entry> page(String after, int limit) {
        List<Entry> page = new ArrayList<>();
        String marker = after;
        String previous = SwiftNames.whole(after);
        while (page.size() < limit) {
            List<SwiftServer.Listed> rows = server.page(config.container(), "", marker, ROWS);
            for (SwiftServer.Listed row : rows) {
                marker = row.name();
                String name = SwiftNames.whole(row.name());
                if (!name.equals(previous) && page.size() < limit) {
                    entry(row, name).ifPresent(page::add);
                    previous = name;
                }
            }
            if (rows.size() < ROWS) {
                break;
            }
        }
        return page;
    }

    private Optional<Entry> entry(SwiftServer.Listed row, String name) {
        SwiftLocation at = new SwiftLocation(config.container(), name);
        if (row.name().equals(name)) {
            // A manifest is listed without the bytes of its segments.
            long size = row.sizeBytes() > 0
                    ? row.sizeBytes()
                    : server.find(at).map(SwiftServer.Found::sizeBytes).orElse(0L);
            return Optional.of(new Entry(SwiftLocation.url(config, name), row.name(), size));
        }
        List<SwiftServer.Listed> segments = server.list(config.container(), SwiftNames.segments(at));
        boolean isSegment = row.name().startsWith(SwiftNames.segments(at));
        if (server.find(at).isPresent() || (!isSegment && !segments.isEmpty())) {
            return Optional.empty(); // listed under another of its names
        }
        long taken = segments.stream().mapToLong(SwiftServer.Listed::sizeBytes).sum();
        return Optional.of(new Entry(SwiftLocation.url(config, name), row.name(), taken));
    }
}
