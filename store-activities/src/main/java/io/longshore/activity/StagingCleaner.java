package io.longshore.activity;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.StagedRow;
import io.longshore.staging.StagingArea;
import org.jspecify.annotations.Nullable;

/** Removes from a staging directory what the catalog says nobody needs any more. */
public final class StagingCleaner {

    private final Catalog catalog;
    private final StagingArea area;

    public StagingCleaner(Catalog catalog, StagingArea area) {
        this.catalog = catalog;
        this.area = area;
    }

    /**
     * One pass; absent is success. What cannot be removed now keeps nothing else from being removed; the first failure is thrown at the
     * end.
     */
    public void pass() {
        @Nullable RuntimeException first = null;
        for (StagedRow row : catalog.staging().discards(area.id())) {
            try {
                area.discard(row.imageId(), row.generation());
                catalog.staging().discarded(row.generation());
            } catch (RuntimeException e) {
                first = first == null ? e : first;
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
