package io.longshore.workflow;

import io.longshore.image.FailureKind;
import io.longshore.image.StoreId;
import io.longshore.importing.CopyPlan;
import io.longshore.importing.ImportPlan;
import io.longshore.importing.OperatorWords;
import io.longshore.importing.StoreFailure;
import io.longshore.workflow.CatalogActivities.PlanAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All transfers of a run, side by side: the fetch, if there is one, and a copy for each store. */
final class Transfers {

    private final Run run;
    private final Optional<SourceFetch> fetch;
    private final List<StoreCopy> copies = new ArrayList<>();
    private final Map<StoreId, Integer> retriesObeyed = new HashMap<>();

    /** All that {@code answer} plans: nothing where it waits or the import is over. */
    Transfers(Run run, PlanAnswer answer) {
        this.run = run;
        ImportPlan plan = answer.plan() == null ? new ImportPlan(false, List.of(), List.of()) : answer.plan();
        this.fetch = plan.fetch() ? Optional.of(new SourceFetch(run, answer, plan)) : Optional.empty();
        for (CopyPlan copy : plan.copies()) {
            copies.add(new StoreCopy(run, answer, copy, this::readWords));
        }
    }

    void start() {
        fetch.ifPresent(SourceFetch::start);
        copies.forEach(StoreCopy::start);
    }

    void stop() {
        TaskBarrier.await();
        fetch.ifPresent(SourceFetch::stop);
        copies.forEach(StoreCopy::stop);
    }

    /** Whether every copy has come to an end of its own. */
    boolean areSettled() {
        return copies.stream().allMatch(StoreCopy::hasEnded);
    }

    /** Whether nothing moves any more. */
    boolean haveEnded() {
        return areSettled() && fetch.map(SourceFetch::hasEnded).orElse(true);
    }

    /** Whether any copy is whole; then the source was read to its end. */
    boolean haveLanded() {
        return copies.stream().anyMatch(StoreCopy::hasLanded);
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
