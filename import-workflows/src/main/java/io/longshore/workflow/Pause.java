package io.longshore.workflow;

import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.CompletablePromise;
import io.temporal.workflow.TimerOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** A timer that says in the Temporal UI what it is for. */
final class Pause {

    private Pause() {}

    /**
     * Waits for {@code length}, or until {@code woken}, or until the current scope is cancelled.
     *
     * @return how long it was
     */
    static Duration sleep(Duration length, String summary, BooleanSupplier woken) {
        long from = Workflow.currentTimeMillis();
        CompletablePromise<Void> over = Workflow.newPromise();
        CancellationScope clock = Workflow.newCancellationScope(() -> over.completeFrom(Workflow.newTimer(
                length,
                TimerOptions.newBuilder().setSummary(Wording.summary(summary)).build())));
        long task = TaskBarrier.begin();
        clock.run();
        until(() -> over.isCompleted() || woken.getAsBoolean());
        if (!over.isCompleted() && !clock.isCancelRequested()) {
            TaskBarrier.await(task);
            clock.cancel();
        }
        return Duration.ofMillis(Workflow.currentTimeMillis() - from);
    }

    /** Waits for {@code condition}, or until the current scope is cancelled; throws neither way. */
    static void until(BooleanSupplier condition) {
        CancellationScope scope = CancellationScope.current();
        Workflow.newDetachedCancellationScope(
                        () -> Workflow.await(() -> condition.getAsBoolean() || scope.isCancelRequested()))
                .run();
    }

    /** The pause after {@code pause}: doubling, bounded. */
    static Duration longer(Duration pause, Duration longest) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(longest) < 0 ? doubled : longest;
    }
}
