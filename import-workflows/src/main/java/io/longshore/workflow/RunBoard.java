package io.longshore.workflow;

import io.longshore.image.StoreId;
import io.longshore.importing.CopyPlan;
import io.longshore.importing.ImportId;
import io.longshore.importing.ImportOutcome;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.ImportPlan;
import io.longshore.importing.RoundFailure;
import io.longshore.importing.RoundLedger;
import io.longshore.importing.RunProgress;
import io.longshore.importing.StoreFailure;
import io.longshore.importing.StoreState;
import io.longshore.workflow.CatalogActivities.PlanAnswer;
import io.temporal.workflow.Workflow;
import io.temporal.workflow.WorkflowLocal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the run knows, for whoever looks: its query, its current details, and, on entering and leaving trouble only, its search
 * attributes.
 */
final class RunBoard {

    /** Runs that an earlier version began go on without. Asked once in a run. */
    private static final WorkflowLocal<Boolean> ATTRIBUTES_BEGIN_ANEW = WorkflowLocal.withCachedInitial(
            () -> Workflow.getVersion("attributes-begin-anew", Workflow.DEFAULT_VERSION, 1) == 1);

    private final Map<StoreId, RunProgress.Copy> copies = new LinkedHashMap<>();
    private final Set<String> troubled = new LinkedHashSet<>();
    private final Set<String> failed = new LinkedHashSet<>();
    private final ImportId importId;
    private boolean mustSucceed;
    private ImportPhase phase = ImportPhase.ACCEPTED;
    private @Nullable String waitingFor;
    private @Nullable String stuck;

    RunBoard(ImportId importId) {
        this.importId = importId;
    }

    RunProgress progress() {
        ImportPhase seen = stuck == null ? phase : ImportPhase.RECLAIMING;
        return new RunProgress(seen, stuck == null ? waitingFor : stuck, List.copyOf(copies.values()));
    }

    /** Why nothing moves; null when it does again. */
    void waiting(@Nullable String why) {
        waitingFor = why;
        if (copies.isEmpty()) {
            phase = why == null ? ImportPhase.ACCEPTED : ImportPhase.WAITING;
        }
        show();
    }

    void planned(PlanAnswer answer, ImportPlan plan) {
        phase = ImportPhase.COPYING;
        mustSucceed = answer.allMustSucceed();
        for (CopyPlan copy : plan.copies()) {
            copies.put(copy.target(), RunProgress.Copy.planned(copy, answer.sizeBytes()));
        }
        show();
        if (Workflow.getInfo().getContinuedExecutionRunId().isPresent() && ATTRIBUTES_BEGIN_ANEW.get()) {
            // The run that this one goes on for has left its own.
            publish();
        }
    }

    /** A copy's round failed; the next one begins at {@code nextAtMillis}. */
    void retrying(StoreId store, RoundFailure failed, RoundLedger ledger, long nextAtMillis) {
        put(store, c -> c.failed(failed, ledger, nextAtMillis));
        trouble(store.value());
    }

    /** The next round has begun. What was wrong stays in view until the copy ends. */
    void resumed(StoreId store, int round) {
        put(store, c -> c.resumed(round));
    }

    /** A copy is whole. */
    void whole(StoreId store, StoreState state, long sizeBytes) {
        put(store, c -> c.whole(state, sizeBytes));
        calm(store.value());
    }

    /** A copy ended without being whole. */
    void ended(StoreId store, StoreState state, @Nullable String reason) {
        put(store, c -> c.ended(state, reason));
        if (state == StoreState.FAILED) {
            failed.add(store.value());
        }
        calm(store.value());
    }

    /** The source is in trouble. */
    void sourceFailing(String reason) {
        waiting(reason);
        trouble(Wording.SOURCE);
    }

    /** The source is not, or no longer, in trouble. */
    void sourceEnded() {
        waiting(null);
        calm(Wording.SOURCE);
    }

    /** The catalog has ended the import so. */
    void ended(ImportOutcome outcome) {
        phase = outcome.phase();
        waitingFor = null;
        for (StoreId store : outcome.done()) {
            copies.computeIfPresent(store, (s, c) -> c.ended(StoreState.DONE, null));
        }
        for (StoreFailure failure : outcome.failures()) {
            copies.computeIfPresent(
                    failure.store(), (s, c) -> isOver(c.state()) ? c : c.ended(StoreState.CANCELLED, failure.reason()));
        }
        troubled.clear();
        show();
    }

    /** What the import must not leave cannot be deleted yet; null when it could, or somebody else goes on with it. */
    void reclaiming(@Nullable String why) {
        stuck = why;
        show();
        publish();
    }

    /** Puts the search attributes right, if they are not. */
    void publish() {
        String stage = stuck != null
                ? SearchAttributes.RECLAIMING
                : phase == ImportPhase.FAILED
                        ? SearchAttributes.FAILED
                        : troubled.isEmpty() ? SearchAttributes.RUNNING : SearchAttributes.RETRYING;
        Set<String> stores = new LinkedHashSet<>(troubled);
        stores.addAll(failed);
        var now = Workflow.getTypedSearchAttributes();
        String stageNow = now.get(SearchAttributes.IMPORT_STAGE);
        List<String> storesNow = now.get(SearchAttributes.STORES_FAILING);
        List<io.temporal.common.SearchAttributeUpdate<?>> changes = new ArrayList<>();
        if (!stage.equals(stageNow == null ? SearchAttributes.RUNNING : stageNow)) {
            changes.add(SearchAttributes.IMPORT_STAGE.valueSet(stage));
        }
        if (!stores.equals(storesNow == null ? Set.of() : new LinkedHashSet<>(storesNow))) {
            changes.add(
                    stores.isEmpty()
                            ? SearchAttributes.STORES_FAILING.valueUnset()
                            : SearchAttributes.STORES_FAILING.valueSet(List.copyOf(stores)));
        }
        if (!changes.isEmpty()) {
            Workflow.upsertTypedSearchAttributes(changes.toArray(io.temporal.common.SearchAttributeUpdate<?>[]::new));
        }
    }

    private void trouble(String who) {
        if (troubled.add(who)) {
            publish();
        }
    }

    private void calm(String who) {
        if (troubled.remove(who)) {
            publish();
        }
    }

    private void put(StoreId store, UnaryOperator<RunProgress.Copy> change) {
        copies.computeIfPresent(store, (s, c) -> change.apply(c));
        show();
    }

    private static boolean isOver(StoreState state) {
        return switch (state) {
            case WAITING, COPYING, RETRYING, LANDED -> false;
            case DONE, FAILED, SKIPPED, CANCELLED -> true;
        };
    }

    private void show() {
        RunProgress now = progress();
        Workflow.setCurrentDetails(
                ProgressTable.of(now) + (troubled.isEmpty() ? "" : Advice.of(importId, mustSucceed, now.copies())));
    }
}
