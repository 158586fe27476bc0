package io.longshore.kill;

import io.longshore.kill.site.Disturbances.Part;
import io.longshore.kill.site.Site;
import io.longshore.kill.site.StoreFolder;
import io.longshore.kill.traffic.Counts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What holds at every moment, whatever is under way: every object in a store is some upload's that is written, whole or to be reclaimed;
 * every staged file has a row; every copy that the catalog names is there. Disk and catalog cannot be read at the same moment, so only
 * what is wrong again and again is.
 */
final class Audit {

    private static final Duration LASTING = Duration.ofSeconds(6);
    private static final Pattern STAGED = Pattern.compile("[0-9a-f-]{36}\\.([0-9]+)\\..*");

    private final Site site;
    private final Counts counts;
    private final Map<String, Long> suspicions = new HashMap<>();
    private final Set<String> told = new HashSet<>();
    private int orphans;

    Audit(Site site, Counts counts) {
        this.site = site;
        this.counts = counts;
    }

    /** Objects and staged files without a row. */
    int orphans() {
        return orphans;
    }

    /** One look at everything. */
    void look() {
        Set<String> suspects = new HashSet<>();
        for (StoreFolder store : site.stores()) {
            long since = System.nanoTime();
            Set<String> found = suspects(store);
            if (!site.disturbances().any(Part.STORE, since, System.nanoTime())) {
                suspects.addAll(found);
            }
        }
        suspects.addAll(staged());
        suspicions.keySet().retainAll(suspects);
        long now = System.nanoTime();
        for (String suspect : suspects) {
            long since = suspicions.computeIfAbsent(suspect, s -> now);
            if (now - since > LASTING.toNanos() && told.add(suspect)) {
                orphans += suspect.startsWith("orphan") ? 1 : 0;
                counts.diverged(suspect);
            }
        }
    }

    private Set<String> suspects(StoreFolder store) {
        Set<String> suspects = new HashSet<>();
        Map<String, Long> before = store.contents().orElseGet(TreeMap::new);
        var answer = site.records()
                .now("select url, state, size_bytes from uploads where store = ? and state <> 'gone'", store.id());
        if (answer.isEmpty()) {
            return Set.of();
        }
        Map<String, Map<String, @Nullable Object>> rows = answer.get().stream()
                .collect(Collectors.toMap(row -> name(String.valueOf(row.get("url"))), row -> row));
        Map<String, Long> after = store.contents().orElseGet(TreeMap::new);
        for (String name : before.keySet()) {
            if (!rows.containsKey(name) && after.containsKey(name)) {
                suspects.add("orphan: store " + store.id() + " holds " + name + ", which no upload's row names");
            }
        }
        rows.forEach((name, row) -> {
            Long size = after.get(name);
            if ("whole".equals(row.get("state")) && (size == null || !size.equals(row.get("size_bytes")))) {
                suspects.add("lost: store " + store.id() + " has " + size + " bytes of " + name + ", a whole upload of "
                        + row.get("size_bytes"));
            }
        });
        return suspects;
    }

    private Set<String> staged() {
        Set<String> before = site.staged();
        var answer = site.records().now("select generation::text as generation from staged");
        if (answer.isEmpty()) {
            return Set.of();
        }
        Set<String> generations = answer.get().stream()
                .map(row -> String.valueOf(row.get("generation")))
                .collect(Collectors.toSet());
        Set<String> after = site.staged();
        Set<String> suspects = new HashSet<>();
        for (String name : before) {
            Matcher matcher = STAGED.matcher(name);
            boolean known = matcher.matches() && generations.contains(matcher.group(1));
            if (!known && after.contains(name)) {
                suspects.add("orphan: staging holds " + name + ", which no row names");
            }
        }
        return suspects;
    }

    /** Of the object at an address. */
    static String name(String url) {
        return String.valueOf(Path.of(url.replaceFirst("^file://", "")).getFileName());
    }
}
