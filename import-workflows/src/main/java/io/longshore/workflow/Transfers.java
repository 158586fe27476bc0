package io.longshore.workflow;

import io.longshore.image.FailureKind;
import io.longshore.image.StoreId;
import io.longshore.importing.CopyPlan;
import io.longshore.importing.ImportPlan;
import io.longshore.importing.OperatorWords;
import io.longshore.importing.StagingPlace;
import io.longshore.importing.StoreFailure;
import io.longshore.workflow.CatalogActivities.PlanAnswer;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowLocal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All transfers of a run, side by side: the fetch, if there is one, and a copy for each store. */
final class Transfers {

    /** Runs that an earlier version began go on without; likewise with the other. Asked once in a run. */
    private static final WorkflowLocal<Boolean> STAGED_COPIES_END_ALONE = WorkflowLocal.withCachedInitial(
            () -> Workflow.getVersion("staged-copies-end-alone", Workflow.DEFAULT_VERSION, 1) == 1);

    private static final WorkflowLocal<Boolean> FETCH_ENDS_WITH_ITS_FOLLOWERS = WorkflowLocal.withCachedInitial(
            () -> Workflow.getVersion("fetch-ends-with-its-followers", Workflow.DEFAULT_VERSION, 1) == 1);

    private static final WorkflowLocal<Boolean> LEGS_MOVE_TOGETHER = WorkflowLocal.withCachedInitial(
            () -> Workflow.getVersion("legs-move-together", Workflow.DEFAULT_VERSION, 1) == 1);

    private final Run run;
    private final Optional<SourceFetch> fetch;
    private final List<StoreCopy> copies = new ArrayList<>();
    private final Map<StoreId, Integer> retriesObeyed = new HashMap<>();

    /** All that {@code answer} plans: nothing where it waits or the import is over. */
    Transfers(Run run, PlanAnswer answer) {
        this.run = run;
        ImportPlan plan = answer.plan() == null ? new ImportPlan(false, List.of(), List.of()) : answer.plan();
        this.fetch = plan.fetch() ? Optional.of(new SourceFetch(run, answer, plan, this)) : Optional.empty();
        for (CopyPlan copy : plan.copies()) {
            copies.add(new StoreCopy(run, answer, copy, this));
        }
    }

    void start() {
        run.reservation().whenMoved(this::moved);
        fetch.ifPresent(SourceFetch::start);
        copies.forEach(StoreCopy::start);
    }

    void stop() {
        TaskBarrier.await();
        fetch.ifPresent(SourceFetch::stop);
        copies.forEach(StoreCopy::stop);
    }

    /** The fetch looks for room in staging again, and so does who follows it. */
    void lookForRoom() {
        copies.forEach(StoreCopy::lookForRoom);
    }

    /** Nobody serves that staging place any more. */
    private void leave(StagingPlace place) {
        TaskBarrier.await();
        fetch.ifPresent(leg -> leg.leave(place));
        copies.forEach(copy -> copy.leave(place));
    }

    /** One leg has learned that the bytes are elsewhere now: the others, whose turn may never come where they wait, go there, too. */
    private void moved(StagingPlace from) {
        if (LEGS_MOVE_TOGETHER.get()) {
            leave(from);
        }
    }

    /** The staged bytes cannot be had: the copies of them end, and those that need none go on. */
    void sourceless(FailureKind kind, String reason) {
        if (copies.stream().allMatch(StoreCopy::isStaged) || !STAGED_COPIES_END_ALONE.get()) {
            run.course().decide(new Verdict.Sourceless(kind, reason));
            return;
        }
        copies.stream().filter(StoreCopy::isStaged).forEach(copy -> copy.giveUp(kind, reason));
    }

    /** A copy has ended. With the last one that follows the fetch that ends, too, unless one has taken all of its bytes. */
    void copyEnded() {
        List<StoreCopy> followers = copies.stream().filter(StoreCopy::isStaged).toList();
        boolean others = followers.size() < copies.size();
        if (fetch.isPresent()
                && others
                && followers.stream().allMatch(copy -> copy.isOver() && !copy.hasLanded())
                && FETCH_ENDS_WITH_ITS_FOLLOWERS.get()) {
            TaskBarrier.await();
            fetch.get().stopAsUnwanted();
        }
    }

    /** Whether every copy has come to an end of its own. */
    boolean areSettled() {
        return copies.stream().allMatch(StoreCopy::hasEnded);
    }

    /** Whether nothing moves any more. */
    boolean haveEnded() {
        return areSettled() && fetch.map(SourceFetch::hasEnded).orElse(true);
    }

    /** Whether any copy of what is fetched is whole; then the source was read to its end. Without a fetch, any copy. */
    boolean haveLanded() {
        List<StoreCopy> landed = copies.stream().filter(StoreCopy::hasLanded).toList();
        return landed.stream().anyMatch(StoreCopy::isStaged)
                || (!landed.isEmpty() && (fetch.isEmpty() || !STAGED_COPIES_END_ALONE.get()));
    }

    /** The stores that failed by themselves or were given up, in the order of the request. */
    List<StoreFailure> failures() {
        return copies.stream().flatMap(c -> c.failure().stream()).toList();
    }

    /** The failures where no store can get what it has not got: the reason is the same for all. */
    List<StoreFailure> failures(FailureKind kind, String reason) {
        return copies.stream()
                .filter(c -> !c.hasLanded())
                .map(c -> c.failure()
                        .orElseGet(() -> new StoreFailure(
                                c.store(), kind, Wording.about(c.store().value(), reason))))
                .toList();
    }

    /** Reads what has been said to this import, and does it. Repeatable. */
    void readWords() {
        OperatorWords words = run.catalog().words();
        if (words.over() != null) {
            run.course().decide(new Verdict.Over(words.over()));
            return;
        }
        if (words.unserved() != null) {
            leave(words.unserved());
        }
        for (StoreCopy copy : copies) {
            if (words.skipped().contains(copy.store())) {
                copy.skip();
            }
            int asked = words.retries().getOrDefault(copy.store(), 0);
            if (asked > retriesObeyed.getOrDefault(copy.store(), 0)) {
                retriesObeyed.put(copy.store(), asked);
                copy.retryNow();
                fetch.ifPresent(SourceFetch::retryNow);
            }
        }
    }
}
