package io.longshore.workflow;

import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowLocal;
import java.time.Duration;

/**
 * Between beginning something and cutting it short. What a run begins and cancels in one workflow task leaves no event; but a replay hears
 * what a local activity answered only after the events that the task did leave, still waits for the one that is missing, and the run is
 * blocked (sdk-java #648). So nothing is cut short in the task that began it.
 */
final class TaskBarrier {

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final WorkflowLocal<Long> LAST_BEGUN = WorkflowLocal.withCachedInitial(() -> -1L);

    private TaskBarrier() {}

    /** A timer or an activity is about to begin that may be cut short. */
    static void begin() {
        LAST_BEGUN.set(Workflow.getInfo().getHistoryLength());
    }

    /** Returns when all that has begun may be cut short: at once, unless something has begun in this very task. */
    static void await() {
        while (LAST_BEGUN.get() == Workflow.getInfo().getHistoryLength()
                && Workflow.getVersion("task-barrier", Workflow.DEFAULT_VERSION, 1) == 1) {
            Workflow.newDetachedCancellationScope(() -> Workflow.sleep(SHORTEST))
                    .run();
        }
    }
}
