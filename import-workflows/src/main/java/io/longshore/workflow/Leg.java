package io.longshore.workflow;

import io.temporal.workflow.Async;
import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;

/** One transfer under way: a thread, and a scope that stops it. */
final class Leg {

    private final CancellationScope scope;
    private boolean ended;

    /** Begins {@code work} at once; what it throws is a defect of the run. */
    Leg(Course course, Runnable work) {
        scope = Workflow.newCancellationScope(() -> Async.procedure(() -> {
            try {
                work.run();
            } catch (PatientCatalog.Superseded e) {
                course.decide(new Verdict.Superseded());
            } catch (RuntimeException e) {
                course.fail(e);
            } finally {
                ended = true;
            }
        }));
        scope.run();
    }

    /** Stops it; repeatable. It has ended when what it runs has let go. */
    void stop() {
        if (!ended && !scope.isCancelRequested()) {
            scope.cancel();
        }
    }

    boolean hasEnded() {
        return ended;
    }
}
