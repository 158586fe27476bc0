package io.longshore.reclaim;

import io.longshore.catalog.Catalog;
import io.longshore.catalog.UploadRow;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.store.Store;
import io.longshore.store.StoreRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes the objects on an image's reclaim list: each belongs to one upload whose address nobody else ever had or will have. */
public final class Reclaimer {

    /** How long after an unfinished upload was deleted nothing of it can be on its way to its store any more. */
    public static final Duration SECOND_LOOK = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(Reclaimer.class);

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
     * Tries each entry once, and notes for each that stays why. Absent is success. Two passes at once do no harm. Then deletes once
     * more what was deleted unfinished {@link #SECOND_LOOK} ago: parts that a writer had still on their way may have come since.
     *
     * @param beforeEach may throw to end the pass
     */
    public Pass pass(ImageId image, Runnable beforeEach) {
        Pass pass = delete(catalog.uploads().reclaimList(image), beforeEach);
        lookAgain(image, beforeEach);
        return pass;
    }

    /** The same of one store alone, and without the second look: to have room there. */
    public Pass passOf(StoreId store, ImageId image, Runnable beforeEach) {
        return delete(
                catalog.uploads().reclaimList(image).stream()
                        .filter(upload -> upload.store().equals(store))
                        .toList(),
                beforeEach);
    }

    private Pass delete(List<UploadRow> uploads, Runnable beforeEach) {
        int deleted = 0;
        List<Leftover> left = new ArrayList<>();
        for (UploadRow upload : uploads) {
            beforeEach.run();
            try {
                delete(upload);
                catalog.uploads().gone(upload.id());
                deleted++;
            } catch (ImageException e) {
                catalog.uploads().notGone(upload.id(), e.getMessage());
                left.add(new Leftover(upload.store(), e.getMessage()));
            }
        }
        return new Pass(deleted, List.copyOf(left));
    }

    /** What lies in a store that is only read was lent by others, and stays theirs. */
    private void delete(UploadRow upload) {
        if (stores.readable(upload.store()) instanceof Store store) {
            store.delete(upload.url());
        }
    }

    /** What fails here is looked at again after as long; nobody waits for it. */
    private void lookAgain(ImageId image, Runnable beforeEach) {
        for (UploadRow upload : catalog.uploads().lookAgain(image, SECOND_LOOK)) {
            beforeEach.run();
            try {
                if (catalog.uploads().mayDelete(upload.id())) {
                    delete(upload);
                }
                catalog.uploads().lookedAgain(upload.id());
            } catch (ImageException e) {
                LOG.info("Image {}: the second look waits: {}", image, e.getMessage());
            }
        }
    }
}
