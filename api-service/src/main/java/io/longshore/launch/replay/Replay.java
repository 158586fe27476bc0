package io.longshore.launch.replay;

import io.longshore.workflow.Histories;
import io.longshore.workflow.PayloadFormat;
import io.longshore.workflow.TaskQueues;
import io.longshore.workflow.Workflows;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;

/** Runs a history through the workflow code of this build. */
public final class Replay {

    /** Deciding is quick; loading classes on a busy machine is not, and says nothing about the code. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Replay() {}

    /** What came of it. */
    public sealed interface Verdict {

        /** The code decides what it decided then, over so many events. */
        record Same(int events) implements Verdict {}

        /**
         * The code decides something else, or fails.
         *
         * @param eventId the first event that does not fit; 0 where that cannot be told
         */
        record Differs(long eventId, String words) implements Verdict {}
    }

    /** Needs no server, does nothing that the history tells of, and may be repeated. */
    public static Verdict of(WorkflowExecutionHistory history) {
        try (TestWorkflowEnvironment environment =
                TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                        .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                                .setDataConverter(PayloadFormat.converter())
                                .build())
                        .build())) {
            Worker worker = environment.newWorker(
                    TaskQueues.IMPORTS,
                    WorkerOptions.newBuilder()
                            .setDefaultDeadlockDetectionTimeout(PATIENCE.toMillis())
                            .build());
            Workflows.register(worker);
            return of(history, worker);
        }
    }

    private static Verdict of(WorkflowExecutionHistory history, Worker worker) {
        try {
            WorkflowReplayer.replayWorkflowExecution(Histories.replayable(history), worker);
            return new Verdict.Same(history.getEvents().size());
        } catch (Exception e) {
            return Divergence.of(String.valueOf(e.getMessage()), history.getEvents());
        }
    }
}
