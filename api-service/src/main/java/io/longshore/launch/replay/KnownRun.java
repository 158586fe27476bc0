package io.longshore.launch.replay;

import io.temporal.client.WorkflowExecutionMetadata;
import java.time.Instant;
import java.util.Locale;

/** A run, as Temporal lists it. */
public record KnownRun(String workflowId, String runId, String type, String status, Instant begun) {

    static KnownRun of(WorkflowExecutionMetadata listed) {
        return new KnownRun(
                listed.getExecution().getWorkflowId(),
                listed.getExecution().getRunId(),
                listed.getWorkflowType(),
                listed.getStatus()
                        .name()
                        .replace("WORKFLOW_EXECUTION_STATUS_", "")
                        .replace('_', ' ')
                        .toLowerCase(Locale.ROOT),
                listed.getStartTime());
    }

    boolean isImport() {
        return type.equals(RunTypes.IMPORT);
    }

    @Override
    public String toString() {
        return "run " + runId + " of " + workflowId + " (" + status + ", begun " + Heading.date(begun) + ")";
    }
}
