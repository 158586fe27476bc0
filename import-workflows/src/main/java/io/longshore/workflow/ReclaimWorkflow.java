package io.longshore.workflow;

import io.longshore.importing.ReclaimTicket;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** Deletes what nobody owns any more of one image, for as long as it takes. */
@WorkflowInterface
public interface ReclaimWorkflow {

    /** Ends when the image's reclaim list is empty, and answers how many objects this run deleted. */
    @WorkflowMethod(name = "Reclaim")
    int run(ReclaimTicket ticket);
}
