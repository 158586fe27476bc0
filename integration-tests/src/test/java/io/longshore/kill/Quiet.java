package io.longshore.kill;

import io.longshore.kill.site.Rest;
import io.longshore.kill.site.Site;
import io.longshore.kill.site.StoreFolder;
import io.longshore.kill.traffic.Counts;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What must be true when nobody wants anything: nothing is open, owed, held, staged or left over anywhere, and the stores hold the
 * images' copies, byte for byte, and nothing else.
 */
final class Quiet {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final Map<String, String> NONE = new LinkedHashMap<>(Map.of(
            "open imports",
            "select count(*) from imports where ended_at is null",
            "copies that are owed",
            "select count(*) from import_copies where state in ('waiting', 'copying', 'retrying', 'landed')",
            "uploads being written or to be reclaimed",
            "select count(*) from uploads where state in ('writing', 'reclaim')",
            "whole uploads that no image names",
            "select count(*) from uploads u where state = 'whole' and not exists (select 1 from locations l where l.upload_id = u.id)",
            "copies that are unseen",
            "select count(*) from locations where unseen_for is not null",
            "staged generations",
            "select count(*) from staged",
            "images being written, or listed as importing",
            "select count(*) from images where writer is not null or writer_lease is not null or open_import is not null"
                    + " or cardinality(importing_to) > 0",
            "images in a status that does not last",
            "select count(*) from images where status not in ('queued', 'active', 'deleted')"));

    private final Site site;
    private final Counts counts;

    Quiet(Site site, Counts counts) {
        this.site = site;
        this.counts = counts;
    }

    /** Looks at everything; what does not become true soon is told. */
    void check() {
        NONE.forEach((what, sql) -> {
            if (!Rest.until(PATIENCE, () -> site.records().count(sql) == 0)) {
                counts.diverged("when all is quiet, there are " + site.records().count(sql) + " " + what);
            }
        });
        if (!Rest.until(PATIENCE, () -> site.staged().isEmpty())) {
            counts.diverged("when all is quiet, staging holds " + site.staged());
        }
        site.stores().forEach(this::check);
        List<List<String>> open = new java.util.ArrayList<>();
        boolean none = Rest.until(PATIENCE, () -> {
            open.clear();
            site.runs().open().ifPresent(open::add);
            return !open.isEmpty() && open.getFirst().isEmpty();
        });
        if (!none) {
            counts.diverged("when all is quiet, runs are open: " + open);
        }
    }

    private void check(StoreFolder store) {
        Map<String, String> hashes = new TreeMap<>();
        Map<String, Long> sizes = new TreeMap<>();
        for (Map<String, @Nullable Object> row : site.records().rows("""
                select u.url, u.size_bytes, i.sha512 from uploads u join images i on i.id = u.image_id
                where u.store = ? and u.state = 'whole'""", store.id())) {
            String name = Audit.name(String.valueOf(row.get("url")));
            hashes.put(name, String.valueOf(row.get("sha512")));
            sizes.put(name, row.get("size_bytes") instanceof Long size ? size : -1L);
        }
        if (!Rest.until(PATIENCE, () -> store.contents().filter(sizes::equals).isPresent())) {
            counts.diverged(
                    "when all is quiet, store " + store.id() + " holds " + store.contents() + " instead of " + sizes);
        }
        hashes.forEach((name, hash) -> {
            String found = StoreFolder.sha512(store.images().resolve(name));
            if (found.equals(hash)) {
                counts.verified(sizes.getOrDefault(name, 0L));
            } else {
                counts.diverged("when all is quiet, " + name + " in store " + store.id() + " is " + found
                        + " instead of " + hash);
            }
        });
    }
}
