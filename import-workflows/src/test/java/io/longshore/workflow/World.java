package io.longshore.workflow;

import io.longshore.image.StoreId;
import io.longshore.importing.ImportRequest;
import io.longshore.importing.ImportSettings;
import io.longshore.importing.ImportTicket;
import io.longshore.importing.StagingPlace;
import io.longshore.importing.StoreSurvey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One import: its catalog, and the script that its activities follow. */
final class World {

    static final StagingPlace HERE = new StagingPlace("d1", "here");
    static final StagingPlace THERE = new StagingPlace("d1", "there");

    /** What one attempt does; when it returns, the copy has landed or the source is sealed. */
    interface Step {
        void perform(Attempt attempt);
    }

    final ImportRequest request;
    final CatalogModel catalog;
    private final Map<StoreId, Deque<Step>> copies = new HashMap<>();
    private final Deque<Step> fetches = new ArrayDeque<>();
    private final List<Runnable> onNote = new ArrayList<>();
    private int catalogAway;
    private int attempts;

    World(ImportRequest request, StoreSurvey survey) {
        this.request = request;
        this.catalog = new CatalogModel(request, survey, List.of(HERE, THERE));
    }

    ImportTicket ticket(ImportSettings settings) {
        String title = request.method().wireName() + " test.img → " + request.targets();
        return new ImportTicket(request.id(), request.imageId(), request.project(), title, settings);
    }

    /** The next attempts of {@code store}'s copy; the last one is what every later attempt does. Without a script it lands. */
    synchronized World copy(String store, Step... steps) {
        copies.computeIfAbsent(StoreId.of(store), s -> new ArrayDeque<>()).addAll(List.of(steps));
        return this;
    }

    /** The next attempts of the fetch, likewise. */
    synchronized World fetch(Step... steps) {
        fetches.addAll(List.of(steps));
        return this;
    }

    /** Once, when the next round is noted. */
    synchronized World whenNoted(Runnable action) {
        onNote.add(action);
        return this;
    }

    /** The next {@code times} statements find no catalog. */
    synchronized World loseCatalog(int times) {
        catalogAway = times;
        return this;
    }

    synchronized int attempts() {
        return attempts;
    }

    synchronized Step nextCopy(StoreId store) {
        attempts++;
        return next(copies.getOrDefault(store, new ArrayDeque<>()));
    }

    synchronized Step nextFetch() {
        attempts++;
        return next(fetches);
    }

    synchronized boolean catalogIsAway() {
        return catalogAway > 0 && catalogAway-- > 0;
    }

    synchronized List<Runnable> noted() {
        List<Runnable> actions = List.copyOf(onNote);
        onNote.clear();
        return actions;
    }

    private static Step next(Deque<Step> steps) {
        if (steps.isEmpty()) {
            return attempt -> {};
        }
        return steps.size() > 1 ? steps.removeFirst() : steps.getFirst();
    }
}
