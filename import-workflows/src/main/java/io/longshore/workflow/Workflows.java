package io.longshore.workflow;

import io.temporal.common.converter.EncodedValues;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkflowImplementationOptions;
import io.temporal.workflow.Functions;

/** What a worker of the queue {@link TaskQueues#IMPORTS} runs. */
public final class Workflows {

    private Workflows() {}

    /**
     * Registers every workflow. The same worker must have the catalog and the staging activities, which the workflows call locally.
     */
    public static void register(Worker worker) {
        WorkflowImplementationOptions options = WorkflowImplementationOptions.getDefaultInstance();
        Functions.Func1<EncodedValues, ImportImageWorkflow> imports = ImportImageWorkflowImpl::new;
        worker.registerWorkflowImplementationFactory(ImportImageWorkflow.class, imports, options);
        worker.registerWorkflowImplementationFactory(ReclaimWorkflow.class, ReclaimWorkflowImpl::new, options);
    }
}
