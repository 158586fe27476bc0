package io.longshore.workflow;

import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.importing.CopyPlan;
import io.longshore.importing.ImportId;
import io.temporal.activity.ActivityInterface;
import java.util.List;

/** Bytes into stores, and out of them again. */
@ActivityInterface
public interface CopyActivities {

    /**
     * Makes one store's copy whole, checks it and records it in the catalog. Repeating it resumes at what the store has; a copy that
     * has landed is answered at once. Heartbeats with a {@link io.longshore.importing.TransferCheckpoint}. Fails with {@code
     * SUPERSEDED} when the import has gone on without it: then it has stopped writing and deleted nothing.
     */
    CopyResult copy(CopyOrder order);

    /** Deletes what is on the image's reclaim list, as far as its stores let go of it. Absent is success; repeatable. */
    ReclaimResult reclaim(ReclaimOrder order);

    /**
     * What one copy is to do.
     *
     * @param sending how often the run has asked for this copy, counted from 1
     * @param bestBytes the most that was ever done: only more than that is progress
     * @param bySize whether the run sends large images by queues of their own; else the attempt stays where it is
     */
    record CopyOrder(
            ImportId importId,
            ImageId imageId,
            int epoch,
            CopyPlan plan,
            int sending,
            long bestBytes,
            boolean bySize) {}

    /**
     * @param check which check was made, for people
     * @param source where the bytes came from
     */
    record CopyResult(StoreId store, long sizeBytes, String check, String source) {}

    record ReclaimOrder(ImageId imageId) {}

    /**
     * @param deleted objects that are gone now
     * @param left what could not be deleted yet
     */
    record ReclaimResult(int deleted, List<Leftover> left) {}

    /** One object that a store does not let go of, and why; the reason starts with the store. */
    record Leftover(StoreId store, String reason) {}
}
