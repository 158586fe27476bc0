package io.longshore.reclaim;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.UploadRow;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.store.StoreRegistry;
import java.util.ArrayList;
import java.util.List;

/** Deletes the objects on an image's reclaim list: each belongs to one upload whose address nobody else ever had or will have. */
public final class Reclaimer {

    private final Catalog catalog;
    private final StoreRegistry stores;

    public Reclaimer(Catalog catalog, StoreRegistry stores) {
        this.catalog = catalog;
        this.stores = stores;
    }

    /**
     * What one pass did.
     *
     * @param left what its stores did not let go of
     */
    public record Pass(int deleted, List<Leftover> left) {}

    /** An object that stays for now; the reason starts with the store. */
    public record Leftover(StoreId store, String reason) {}

    /**
     * Tries each entry once, and notes for each that stays why. Absent is success. Two passes at once do no harm.
     *
     * @param beforeEach may throw to end the pass
     */
    public Pass pass(ImageId image, Runnable beforeEach) {
        int deleted = 0;
        List<Leftover> left = new ArrayList<>();
        for (UploadRow upload : catalog.uploads().reclaimList(image)) {
            beforeEach.run();
            try {
                stores.writable(upload.store()).delete(upload.url());
                catalog.uploads().gone(upload.id());
                deleted++;
            } catch (ImageException e) {
                catalog.uploads().notGone(upload.id(), e.getMessage());
                left.add(new Leftover(upload.store(), e.getMessage()));
            }
        }
        return new Pass(deleted, List.copyOf(left));
    }
}
