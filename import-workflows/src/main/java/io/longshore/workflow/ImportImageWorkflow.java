package io.longshore.workflow;

import io.longshore.importing.ImportOutcome;
import io.longshore.importing.ImportTicket;
import io.longshore.importing.RunProgress;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * One image into its stores, or disowned. Whatever happens to the run, the catalog stays the authority: a run that is terminated is
 * ended by the reconciler, a run that is reset goes on under a new epoch.
 */
@WorkflowInterface
public interface ImportImageWorkflow {

    /** Carries the import to an end and says which; it fails only by defect. */
    @WorkflowMethod(name = "ImportImage")
    ImportOutcome run(ImportTicket ticket);

    /** Something was written to the import's row for this run to read: cancel, skip, retry, delete. Repeating it is harmless. */
    @SignalMethod(description = "Read your import's row again: somebody wrote a word there")
    void wordsChanged();

    /** What the run knows now. */
    @QueryMethod(description = "Phase, and each store's state, attempts, bytes, reason and next retry")
    RunProgress progress();
}
