package io.longshore.kill.traffic;

import io.longshore.kill.site.Rest;
import io.longshore.kill.site.Site;
import io.longshore.kill.site.StoreFolder;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sees to it that of each image that a journey is done with, nothing is left but the copies that the catalog names. */
final class Closings {

    /** From the last thing that anybody wanted of the image. A reclaim list may wait for a store, a lease, and the reconciler. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Duration LOOK_AGAIN = Duration.ofMillis(300);

    private final Site site;
    private final Counts counts;
    private final Map<String, Long> waiting = new LinkedHashMap<>();
    private volatile boolean ended;

    Closings(Site site, Counts counts) {
        this.site = site;
        this.counts = counts;
        Thread.ofVirtual().name("closings").start(() -> {
            while (!ended) {
                pass();
                Rest.of(LOOK_AGAIN);
            }
        });
    }

    synchronized void add(String image) {
        waiting.put(image, System.nanoTime());
    }

    synchronized int waiting() {
        return waiting.size();
    }

    void end() {
        ended = true;
    }

    private void pass() {
        Map<String, Long> now;
        synchronized (this) {
            now = new LinkedHashMap<>(waiting);
        }
        now.forEach((image, since) -> {
            Optional<String> left = left(image);
            long nanos = System.nanoTime() - since;
            if (left.isEmpty()) {
                counts.closed(nanos / 1e9);
                remove(image);
            } else if (nanos > PATIENCE.toNanos()) {
                counts.diverged("image " + image + ": after " + PATIENCE.toSeconds() + " s: " + left.get());
                remove(image);
            }
        });
    }

    private synchronized void remove(String image) {
        waiting.remove(image);
    }

    /** What should not be there any more; empty where all is well. */
    private Optional<String> left(String image) {
        UUID id = UUID.fromString(image);
        Optional<Set<String>> named = site.records()
                .now("select url from locations where image_id = ? and unseen_for is null", id)
                .map(rows ->
                        rows.stream().map(r -> String.valueOf(r.get("url"))).collect(Collectors.toSet()));
        Optional<String> rows = rows(id);
        if (named.isEmpty() || rows.isEmpty()) {
            return Optional.of("the catalog does not answer");
        }
        if (!rows.get().isEmpty()) {
            return rows;
        }
        TreeSet<String> staged = new TreeSet<>(site.staged());
        staged.removeIf(name -> !name.startsWith(image));
        if (!staged.isEmpty()) {
            return Optional.of("staging holds " + staged);
        }
        for (StoreFolder store : site.stores()) {
            Optional<Map<String, Long>> contents = store.contents();
            if (contents.isEmpty()) {
                return Optional.of("store " + store.id() + " is away");
            }
            for (String name : contents.get().keySet()) {
                if (name.startsWith(image)
                        && named.get().stream()
                                .noneMatch(url -> url.endsWith("/" + name) && url.contains("/" + store.id() + "/"))) {
                    return Optional.of("store " + store.id() + " holds " + name + ", which no row names");
                }
            }
        }
        return runs(id);
    }

    private Optional<String> rows(UUID id) {
        return site.records().now("""
                        select (select count(*) from uploads where image_id = i.id and state in ('writing', 'reclaim')) as uploads,
                            (select count(*) from staged where image_id = i.id) as staged,
                            (select count(*) from locations where image_id = i.id and unseen_for is not null) as unseen,
                            (select count(*) from imports where image_id = i.id and ended_at is null) as imports,
                            (select count(*) from import_copies c join imports m on m.id = c.import_id
                                where m.image_id = i.id and c.state in ('waiting', 'copying', 'retrying', 'landed')) as copies,
                            i.status, i.writer, i.open_import, coalesce(cardinality(i.importing_to), 0) as importing,
                            i.status not in ('queued', 'active', 'deleted') or i.writer is not null
                                or i.open_import is not null as held
                        from images i where i.id = ?""", id).map(rows -> {
            if (rows.isEmpty()) {
                return ""; // never created: the call was broken off
            }
            Map<String, @Nullable Object> row = rows.getFirst();
            boolean clean = !Boolean.TRUE.equals(row.get("held"));
            for (String count : Set.of("uploads", "staged", "unseen", "imports", "copies", "importing")) {
                clean &= row.get(count) instanceof Number n && n.longValue() == 0;
            }
            return clean ? "" : "rows are left: " + row;
        });
    }

    private Optional<String> runs(UUID image) {
        for (Map<String, @Nullable Object> row : site.records()
                .now("select id from imports where image_id = ?", image)
                .orElseGet(java.util.List::of)) {
            Optional<String> open = open(image + "/" + row.get("id"));
            if (open.isPresent()) {
                return open;
            }
        }
        return open(image + "/reclaim");
    }

    private Optional<String> open(String workflow) {
        return site.runs()
                .isOpen(workflow)
                .map(open -> open ? Optional.of("the run " + workflow + " is still open") : Optional.<String>empty())
                .orElseGet(() -> Optional.of("Temporal does not answer"));
    }
}
