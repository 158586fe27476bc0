package io.longshore.wiring;

import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import io.longshore.store.ReadableStore;
import io.longshore.store.Store;
import io.longshore.store.StoreFactory;
import io.longshore.store.StorePlace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the stores and the choice of the default one. */
final class StoresReader {

    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:@+~-]{0,254}");

    private static final String ON_THE_WAY = "on-the-way";
    private static final String FULL = "full";

    private final Map<String, StoreFactory> factories;
    private final Section root;
    private final Findings findings;
    private final Map<StoreId, String> keys = new HashMap<>();
    private final Map<StoreId, ReadableStore> made = new HashMap<>();
    private final Map<String, String> taken = new HashMap<>();

    StoresReader(Map<String, StoreFactory> factories, Section root) {
        this.factories = factories;
        this.root = root;
        this.findings = root.findings();
    }

    List<StoreConfig> read() {
        List<StoreConfig> stores = new ArrayList<>();
        for (Section section : root.sections("stores")) {
            one(section).ifPresent(stores::add);
        }
        if (stores.isEmpty() && !findings.anyFatal()) {
            findings.wrong("stores", "is missing or empty; write at least one store with id and type");
        }
        warnOfContainedIds(stores);
        return stores;
    }

    @Nullable
    StoreId defaultStore() {
        Optional<String> named =
                root.requiredText("default-store", "name the store that images go to where a request names none");
        if (named.isEmpty()) {
            return null;
        }
        StoreId id = StoreId.of(named.get());
        if (!keys.containsKey(id)) {
            root.wrong("default-store", "names no store of this file; write the id of one of them");
        } else if (made.get(id) != null && !(made.get(id) instanceof Store)) {
            root.wrong("default-store", "names a store that is read-only; choose one that can be written");
        }
        return id;
    }

    private Optional<StoreConfig> one(Section section) {
        Optional<StoreId> id =
                section.requiredText("id", "give the store a name").flatMap(text -> id(section, text));
        Optional<String> type = section.requiredText("type", "write one of: " + types());
        String description = section.text("description", "");
        int weight = section.number("weight", 0, -1_000_000, 1_000_000);
        boolean verifyFull = verifyFull(section);
        if (id.isEmpty() || type.isEmpty()) {
            return Optional.empty();
        }
        StoreConfig store = new StoreConfig(id.get(), type.get(), description, weight, verifyFull, section.rest());
        make(section, store);
        if (verifyFull && made.get(store.id()) != null && !(made.get(store.id()) instanceof Store)) {
            section.wrong("verify", "means nothing to a store that is read-only; remove it");
        }
        return Optional.of(store);
    }

    private static boolean verifyFull(Section section) {
        String verify = section.text("verify", ON_THE_WAY);
        if (!verify.equals(FULL) && !verify.equals(ON_THE_WAY)) {
            section.wrong("verify", "must be on-the-way or full");
        }
        return verify.equals(FULL);
    }

    private Optional<StoreId> id(Section section, String text) {
        if (!ID.matcher(text).matches()) {
            section.wrong(
                    "id", "must be letters, digits and . _ : @ + ~ - only (ids are listed with commas in between)");
            return Optional.empty();
        }
        StoreId id = StoreId.of(text);
        if (id.isReserved()) {
            section.wrong("id", "must not begin with os_glance_, which the Image API reserves; choose another");
        }
        if (text.equals("source")) {
            section.wrong("id", "must not be source, which is what progress calls an import's source; choose another");
        }
        String earlier = keys.putIfAbsent(id, section.at("id"));
        if (earlier != null) {
            section.wrong("id", "is taken by " + earlier + "; give each store an id of its own");
            return Optional.empty();
        }
        return Optional.of(id);
    }

    /** A store of a kind checks its own options: by being made, which touches nothing outside. */
    private void make(Section section, StoreConfig store) {
        StoreFactory factory = factories.get(store.type());
        if (factory == null) {
            section.wrong("type", "is no kind of store; write one of: " + types());
            return;
        }
        for (String key : section.restWithoutValue()) {
            if (!factory.options().contains(key)) {
                section.wrong(
                        key,
                        "is unknown to a store of type " + store.type() + "; known are "
                                + String.join(", ", factory.options()));
            }
        }
        try {
            made.put(store.id(), factory.create(store.id(), store.description(), store.weight(), store.options()));
            factory.places(store.id(), store.options()).forEach(place -> take(section, store, place));
        } catch (ImageException e) {
            OptionProblem problem = OptionProblem.of(e.getMessage());
            section.wrong(problem.option(), problem.message());
        }
    }

    private void take(Section section, StoreConfig store, StorePlace place) {
        String taker = "store " + store.id() + " (" + section.at(place.option()) + ")";
        String earlier = taken.putIfAbsent(store.type() + ": " + place.words(), taker);
        if (earlier != null) {
            section.wrong(
                    place.option(),
                    "leads to " + place.words() + ", where " + earlier + " is already; give each store a "
                            + place.option() + " of its own");
        }
    }

    private void warnOfContainedIds(List<StoreConfig> stores) {
        for (StoreConfig inner : stores) {
            for (StoreConfig outer : stores) {
                if (!inner.id().equals(outer.id())
                        && outer.id().value().contains(inner.id().value())) {
                    findings.surprising(
                            String.valueOf(keys.get(inner.id())),
                            inner.id() + " is contained in the id of store " + outer.id() + ": Nova looks for ids by"
                                    + " substring, and would take an image in " + outer.id() + " for one in "
                                    + inner.id() + "; rename one of them");
                }
            }
        }
    }

    private String types() {
        return String.join(", ", new TreeSet<>(factories.keySet()));
    }
}
