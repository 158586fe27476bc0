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

    /** Runs that an earlier version began go on without. Asked once in a run: from the second time on, such a run would yield. */
    private static final WorkflowLocal<Boolean> IN_FORCE = WorkflowLocal.withCachedInitial(
            () -> Workflow.getVersion("task-barrier", Workflow.DEFAULT_VERSION, 1) == 1);

    private TaskBarrier() {}

    /**
     * A timer or an activity is about to begin that may be cut short.
     *
     * @return the task that begins it
     */
    static long begin() {
        long task = task();
        LAST_BEGUN.set(task);
        return task;
    }

    /** Returns when what {@code task} began may be cut short. */
    static void await(long task) {
        if (task == task() && IN_FORCE.get()) {
            anotherTask();
        }
    }

    /** Returns when all that has begun may be cut short. */
    static void await() {
        while (LAST_BEGUN.get() == task() && IN_FORCE.get()) {
            anotherTask();
        }
    }

    private static long task() {
        return Workflow.getInfo().getHistoryLength();
    }

    private static void anotherTask() {
        Workflow.newDetachedCancellationScope(() -> Workflow.sleep(SHORTEST)).run();
    }
}
