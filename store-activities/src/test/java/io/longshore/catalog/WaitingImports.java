package io.longshore.catalog;

import io.longshore.importing.ImportId;

/** Imports of several projects in a real catalog, for tests of who has the slots. */
public final class WaitingImports {

    private final CatalogFixture fixture = new CatalogFixture();

    public QueueCatalog queue() {
        return fixture.catalog.queue();
    }

    /** Copies into one store. */
    public QueueCatalog.Line line() {
        return new QueueCatalog.Line(CatalogFixture.A, CatalogFixture.PLACE, false);
    }

    /** An import that waits there. */
    public void waiting(String project) {
        fixture.planned(accepted(project));
    }

    /** An import that has begun there. */
    public ImportId began(String project) {
        ImportId id = accepted(project);
        fixture.attempt(id, fixture.planned(id), CatalogFixture.A);
        return id;
    }

    private ImportId accepted(String project) {
        fixture.actAs(project);
        return fixture.webDownload(fixture.queued().id(), true, CatalogFixture.A);
    }
}
