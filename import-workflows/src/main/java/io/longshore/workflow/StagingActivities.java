package io.longshore.workflow;

import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportId;
import io.longshore.importing.StagedImage;
import io.longshore.importing.StagingPlace;
import io.temporal.activity.ActivityInterface;
import java.util.List;

/** Bytes into staging, and out of the way again. */
@ActivityInterface
public interface StagingActivities {

    /**
     * Reads the source once into the staged file, hashing on the way, and seals it. Repeating it resumes: a sealed file is answered at
     * once, a partial one is continued by range while the source is still the same, else a new generation begins. Heartbeats with a
     * {@link io.longshore.importing.TransferCheckpoint} whose store is {@code source}.
     */
    StagedImage fetch(FetchOrder order);

    /** Removes what is staged for the image, where this process works the place; else its host does. Absent is success. */
    void discard(DiscardOrder order);

    /**
     * @param sources the stores to read from, in order; empty: the web address in the import's row
     * @param sending how often the run has asked for this fetch, counted from 1
     * @param bestBytes the most that was ever done: only more than that is progress
     * @param bySize whether the run sends large images by queues of their own; else the attempt stays where it is
     */
    record FetchOrder(
            ImportId importId,
            ImageId imageId,
            int epoch,
            List<StoreId> sources,
            int sending,
            long bestBytes,
            boolean bySize) {}

    record DiscardOrder(ImageId imageId, StagingPlace place) {}
}
