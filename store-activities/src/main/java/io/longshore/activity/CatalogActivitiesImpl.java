package io.longshore.activity;

import static io.longshore.activity.ActivityFailures.translated;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.ImportEnd;
import io.longshore.importing.ImportId;
import io.longshore.importing.OperatorWords;
import io.longshore.workflow.CatalogActivities;

/** Local activities on the catalog. */
final class CatalogActivitiesImpl implements CatalogActivities {

    private final Catalog catalog;
    private final Planner planner;

    CatalogActivitiesImpl(Catalog catalog, Planner planner) {
        this.catalog = catalog;
        this.planner = planner;
    }

    @Override
    public PlanAnswer plan(PlanOrder order) {
        return translated(() -> planner.plan(order));
    }

    @Override
    public void noteRound(RoundNote note) {
        translated(() -> {
            if (note.store() == null) {
                catalog.runs().noteFetch(note.importId(), note.epoch(), note.end());
            } else {
                catalog.runs().noteRound(note.importId(), note.epoch(), note.store(), note.end());
            }
            return true;
        });
    }

    @Override
    public OperatorWords words(ImportId importId) {
        return translated(() -> catalog.runs().words(importId));
    }

    @Override
    public void storeFailed(StoreGivenUp givenUp) {
        translated(() -> {
            catalog.runs().storeFailed(givenUp.importId(), givenUp.epoch(), givenUp.failure());
            return true;
        });
    }

    @Override
    public EndAnswer end(EndOrder order) {
        return translated(() -> {
            ImportEnd.Kind kind = switch (order.end()) {
                case SETTLED -> ImportEnd.Kind.SETTLED;
                case FAILED -> ImportEnd.Kind.FAILED;
                case CANCELLED -> ImportEnd.Kind.CANCELLED;
            };
            var ended = catalog.runs().end(order.importId(), order.epoch(), kind, order.failures(), order.reason());
            return new EndAnswer(ended.outcome(), ended.leftovers());
        });
    }
}
