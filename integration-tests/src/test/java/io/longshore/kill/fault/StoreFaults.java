package io.longshore.kill.fault;

import io.longshore.kill.fault.Fault.Outcome;
import io.longshore.kill.site.Disturbances.Part;
import io.longshore.kill.site.Rest;
import io.longshore.kill.site.Site;
import io.longshore.kill.site.StoreFolder;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A store breaks while something is written to it, and is repaired. Felt where a write fails with the words for it. */
final class StoreFaults {

    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Pattern READ_ONLY = Pattern.compile("read-only");
    private static final Pattern FULL = Pattern.compile("no space left|are free");
    private static final Pattern NO_DIRECTORY = Pattern.compile("not a directory|directory is missing");

    private final Site site;
    private final Openings openings;

    StoreFaults(Site site, Openings openings) {
        this.site = site;
        this.openings = openings;
    }

    Outcome readOnly(FaultPlan plan) {
        return broken(plan, READ_ONLY, StoreFolder::makeReadOnly, StoreFolder::makeWritable);
    }

    Outcome full(FaultPlan plan) {
        return broken(
                plan,
                FULL,
                store -> {
                    store.fill();
                    return true;
                },
                StoreFolder::empty);
    }

    Outcome replaced(FaultPlan plan) {
        return broken(
                plan,
                NO_DIRECTORY,
                store -> {
                    store.replaceByFile();
                    return true;
                },
                StoreFolder::putBack);
    }

    private interface Break {
        boolean of(StoreFolder store);
    }

    private interface Repair {
        void of(StoreFolder store);
    }

    private Outcome broken(FaultPlan plan, Pattern words, Break breaking, Repair repair) {
        Optional<StoreFolder> chosen = beingWritten(plan);
        if (chosen.isEmpty()) {
            return new Outcome.NothingAtWork();
        }
        StoreFolder store = chosen.get();
        Set<String> before = complaints(store, words);
        var disturbance = site.disturbances().begin(Part.STORE, store.id());
        if (!breaking.of(store)) {
            disturbance.end();
            return new Outcome.NotFelt();
        }
        long at = System.nanoTime();
        boolean felt =
                Rest.until(PATIENCE, Duration.ofMillis(100), () -> !before.containsAll(complaints(store, words)));
        List<String> owing = owing(store);
        if (felt) {
            Rest.of(plan.between(0, 3_000));
        }
        repair.of(store);
        disturbance.end();
        return felt
                ? new Outcome.Felt(store.id() + ", a write failed", at, settled(store, owing))
                : new Outcome.NotFelt();
    }

    private Optional<StoreFolder> beingWritten(FaultPlan plan) {
        List<String> stores = site
                .records()
                .now("select distinct store from uploads where state = 'writing' order by store")
                .orElseGet(List::of)
                .stream()
                .map(row -> String.valueOf(row.get("store")))
                .toList();
        return stores.isEmpty() ? Optional.empty() : Optional.of(site.store(stores.get(plan.choice() % stores.size())));
    }

    /** The writes to the store that have failed in these words, as far as anybody still knows of them. */
    private Set<String> complaints(StoreFolder store, Pattern words) {
        Set<String> complaints = new HashSet<>();
        site.records().now("""
                        select 'upload ' || id as what, reason from uploads where store = ? and reason is not null
                        union all
                        select 'copy ' || import_id || ' ' || attempts, reason from import_copies
                        where store = ? and reason is not null""", store.id(), store.id()).orElseGet(List::of).stream()
                .filter(row -> words.matcher(String.valueOf(row.get("reason"))).find())
                .forEach(row -> complaints.add(String.valueOf(row.get("what"))));
        openings.pending(openings.imports()).stream()
                .filter(a -> a.lastFailure().contains(store.id())
                        && words.matcher(a.lastFailure()).find())
                .forEach(a -> complaints.add(a.run() + " " + a.activity() + " " + a.number()));
        return complaints;
    }

    /** The open imports that owe the store a copy. */
    private List<String> owing(StoreFolder store) {
        return site.records().now("""
                        select i.id::text as id from imports i join import_copies c on c.import_id = i.id
                        where i.ended_at is null and c.store = ?""", store.id()).orElseGet(List::<Map<String, @Nullable Object>>of).stream()
                .map(row -> String.valueOf(row.get("id")))
                .toList();
    }

    private BooleanSupplier settled(StoreFolder store, List<String> imports) {
        return () -> imports.stream().allMatch(id -> openings.count("""
                        select count(*) from imports i join import_copies c on c.import_id = i.id
                        where i.id = ?::uuid and c.store = ?
                            and (i.ended_at is not null or c.state not in ('waiting', 'copying', 'retrying'))""", id, store.id()) == 1);
    }
}
