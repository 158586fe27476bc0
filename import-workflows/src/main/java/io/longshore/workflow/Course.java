package io.longshore.workflow;

import io.temporal.workflow.CancellationScope;
import io.temporal.workflow.Workflow;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What has been decided about the run as a whole. The first verdict counts. */
final class Course {

    private final CancellationScope asked;
    private @Nullable Verdict verdict;
    private @Nullable RuntimeException defect;
    private boolean outgrown;

    /**
     * @param asked the scope that Temporal cancels when somebody cancels the run there
     */
    Course(CancellationScope asked) {
        this.asked = asked;
    }

    void decide(Verdict decided) {
        if (verdict == null) {
            verdict = decided;
        }
    }

    Optional<Verdict> verdict() {
        return Optional.ofNullable(verdict);
    }

    /** A thread met something that nobody foresaw: the run must not end as if nothing had happened. */
    void fail(RuntimeException e) {
        defect = e;
    }

    boolean isDefective() {
        return defect != null;
    }

    /** Throws what a thread met. */
    void rethrow() {
        if (defect != null) {
            throw defect;
        }
    }

    /** Whether the history has grown so long that a new run should go on. Every pause asks. */
    boolean isOutgrown() {
        outgrown = outgrown || Workflow.getInfo().isContinueAsNewSuggested();
        return outgrown;
    }

    /** A cancel in Temporal is a verdict like any other. */
    void hear() {
        if (asked.isCancelRequested()) {
            String reason = asked.getCancellationReason();
            decide(new Verdict.Over(
                    reason == null || reason.isBlank() ? "cancelled in Temporal" : "cancelled in Temporal: " + reason));
        }
    }

    /** Whether there is something for the run as a whole to act upon. */
    boolean isTurning() {
        return verdict != null || defect != null || outgrown || asked.isCancelRequested();
    }
}
