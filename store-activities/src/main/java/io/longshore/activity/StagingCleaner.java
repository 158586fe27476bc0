package io.longshore.activity;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.StagedRow;
import io.longshore.staging.StagingArea;

/** Removes from a staging directory what the catalog says nobody needs any more. */
public final class StagingCleaner {

    private final Catalog catalog;
    private final StagingArea area;

    public StagingCleaner(Catalog catalog, StagingArea area) {
        this.catalog = catalog;
        this.area = area;
    }

    /** One pass; absent is success. */
    public void pass() {
        for (StagedRow row : catalog.staging().discards(area.id())) {
            area.discard(row.imageId(), row.generation());
            catalog.staging().discarded(row.generation());
        }
    }
}
