package io.longshore.workflow;

import io.longshore.image.ImageId;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportOutcome;
import io.longshore.importing.ImportPlan;
import io.longshore.importing.OperatorWords;
import io.longshore.importing.RoundEnd;
import io.longshore.importing.StagingPlace;
import io.longshore.importing.StoreFailure;
import io.temporal.activity.ActivityInterface;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Short statements on the catalog, run as local activities. All may be repeated. Writes are conditional on the import being open
 * under the given epoch; otherwise they fail with {@code SUPERSEDED}, which means: this run has nothing more to say.
 */
@ActivityInterface
public interface CatalogActivities {

    /**
     * What to do, and where. Repeating it answers the same plan; a {@code lost} place is replaced by another host of the same
     * directory, unless the bytes are gone with it. A run id that the import does not know yet (a reset) raises the epoch.
     */
    PlanAnswer plan(PlanOrder order);

    /** Writes how a round of a copy, or of the fetch, ended, for progress readers. */
    void noteRound(RoundNote note);

    /** What operators have said so far. */
    OperatorWords words(ImportId importId);

    /**
     * Gives one store up, where others may still succeed: it moves from the importing list to the failed list with its reason, and
     * what it wrote goes to the reclaim list.
     */
    void storeFailed(StoreGivenUp givenUp);

    /**
     * Ends the import in one transaction: lists, status, locations, reclaim list, reasons, events, and the word that its staged bytes
     * may go. With must-succeed and anything but success everything of it is dropped (disowned); otherwise what has landed stays.
     */
    EndAnswer end(EndOrder order);

    /**
     * @param lost the place that does not answer; none at first
     */
    record PlanOrder(
            ImportId importId, String runId, @Nullable StagingPlace lost) {}

    /**
     * Exactly one of {@code plan}, {@code waitingFor}, {@code over} and {@code gone} is set.
     *
     * @param place where the bytes are staged; none where no bytes pass through staging
     * @param sizeBytes none while unknown
     * @param waitingFor why there is no place yet: ask again
     * @param over the import ended before this run began
     * @param gone why the bytes cannot be had any more, by any store
     * @param large whether the image is, as far as its size is known: its bytes go by queues of their own
     */
    record PlanAnswer(
            int epoch,
            @Nullable ImportPlan plan,
            @Nullable StagingPlace place,
            @Nullable Long sizeBytes,
            boolean allMustSucceed,
            @Nullable String waitingFor,
            @Nullable String over,
            @Nullable String gone,
            boolean large) {

        /** Nothing is known to be gone. */
        public PlanAnswer(
                int epoch,
                @Nullable ImportPlan plan,
                @Nullable StagingPlace place,
                @Nullable Long sizeBytes,
                boolean allMustSucceed,
                @Nullable String waitingFor,
                @Nullable String over) {
            this(epoch, plan, place, sizeBytes, allMustSucceed, waitingFor, over, null, false);
        }
    }

    /**
     * @param store whose copy it was; none of the fetch
     */
    record RoundNote(ImportId importId, int epoch, @Nullable StoreId store, RoundEnd end) {}

    /** One store's final failure. */
    record StoreGivenUp(ImportId importId, int epoch, StoreFailure failure) {}

    /** Which end is asked for. */
    enum End {
        /** Every copy has landed or been given up. */
        SETTLED,
        /** Must-succeed is broken, or the source cannot be had. */
        FAILED,
        /** An operator, a delete, or the reconciler says so. */
        CANCELLED
    }

    /**
     * @param failures the reasons, one a store that failed; stores without one are listed as cut short
     * @param reason why the whole ends, where it is not one store's doing
     */
    record EndOrder(
            ImportId importId,
            int epoch,
            End end,
            List<StoreFailure> failures,
            @Nullable String reason) {}

    /**
     * @param reclaim whether bytes are left to delete
     */
    record EndAnswer(ImportOutcome outcome, boolean reclaim) {}

    /** Names an image. */
    record ImageRef(ImageId imageId) {}
}
