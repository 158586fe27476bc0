package io.longshore.launch.replay;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.WorkflowExecutionHistory;
import java.util.List;

/** The workflow types whose histories can be told and replayed. */
public final class RunTypes {

    static final String IMPORT = "ImportImage";
    static final String RECLAIM = "Reclaim";

    private RunTypes() {}

    /** Fails with {@code INVALID} where {@code history} is that of another workflow, or has gaps. Its end may be missing. */
    public static void require(WorkflowExecutionHistory history) {
        HistoryEvent first = history.getEvents().getFirst();
        long expected = 1;
        for (HistoryEvent event : history.getEvents()) {
            if (event.getEventId() != expected) {
                throw new ImageException(
                        FailureKind.INVALID,
                        "the history is not whole: event " + event.getEventId() + " stands where event " + expected
                                + " should.");
            }
            expected++;
        }
        String type = first.getWorkflowExecutionStartedEventAttributes()
                .getWorkflowType()
                .getName();
        if (!List.of(IMPORT, RECLAIM).contains(type)) {
            throw new ImageException(
                    FailureKind.INVALID,
                    "the history is that of a workflow of type " + Line.clean(type) + "; Longshore's are " + IMPORT
                            + " and " + RECLAIM + ".");
        }
    }
}
