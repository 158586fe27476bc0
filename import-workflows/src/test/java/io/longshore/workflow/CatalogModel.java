package io.longshore.workflow;

import static io.longshore.image.FailureKind.CONFLICT;
import static io.longshore.image.FailureKind.SUPERSEDED;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageStatus;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportOutcome;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.ImportPlan;
import io.longshore.importing.ImportRequest;
import io.longshore.importing.OperatorWords;
import io.longshore.importing.StagingPlace;
import io.longshore.importing.StoreFailure;
import io.longshore.importing.StoreState;
import io.longshore.importing.StoreSurvey;
import io.longshore.workflow.CatalogActivities.End;
import io.longshore.workflow.CatalogActivities.EndAnswer;
import io.longshore.workflow.CatalogActivities.EndOrder;
import io.longshore.workflow.CatalogActivities.PlanAnswer;
import io.longshore.workflow.CatalogActivities.PlanOrder;
import io.longshore.workflow.CatalogActivities.RoundNote;
import io.longshore.workflow.CopyActivities.Leftover;
import io.longshore.workflow.CopyActivities.ReclaimResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The catalog's contract for one import, in memory: epochs, lists, locations, the reclaim list, the rules of an end. Tests look at what
 * a run leaves here and in the stores, not at the calls it makes.
 */
final class CatalogModel {

    private final ImportRequest request;
    private final StoreSurvey survey;
    private final Map<StoreId, StoreState> copies = new LinkedHashMap<>();
    private final Map<StoreId, String> reasons = new HashMap<>();
    private final Map<StoreId, Integer> retries = new HashMap<>();
    private final Set<StoreId> importing;
    private final Set<StoreId> failed = new TreeSet<>();
    private final Set<StoreId> locations = new TreeSet<>();
    private final Set<StoreId> unseen = new TreeSet<>();
    private final Set<StoreId> uploads = new TreeSet<>();
    private final Set<StoreId> toReclaim = new TreeSet<>();
    private final Set<StoreId> holding = new HashSet<>();
    private final List<RoundNote> notes = new ArrayList<>();
    private final List<StagingPlace> places;
    private ImageStatus status;
    private ImportPhase phase = ImportPhase.ACCEPTED;
    private int epoch = 1;
    private int waits;
    private boolean open = true;
    private boolean staged;
    private boolean hostsLive = true;
    private boolean goneAtOnce;
    private boolean large;
    private @Nullable String runId;
    private @Nullable String over;
    private @Nullable StagingPlace unserved;

    /**
     * @param places the hosts of the staging directory; the first lives until it is asked about
     */
    CatalogModel(ImportRequest request, StoreSurvey survey, List<StagingPlace> places) {
        this.request = request;
        this.survey = survey;
        this.places = new ArrayList<>(places);
        this.importing = new TreeSet<>(request.targets());
        this.status = request.method() instanceof ImportMethod.CopyImage ? ImageStatus.ACTIVE : ImageStatus.IMPORTING;
        this.staged = request.method() instanceof ImportMethod.GlanceDirect;
        request.targets().forEach(t -> copies.put(t, StoreState.WAITING));
    }

    /** How things stand. */
    record Snapshot(
            ImageStatus status,
            ImportPhase phase,
            boolean open,
            int epoch,
            Set<StoreId> importing,
            Set<StoreId> failed,
            Set<StoreId> locations,
            Set<StoreId> unseen,
            Set<StoreId> uploads,
            Set<StoreId> toReclaim,
            boolean staged,
            List<RoundNote> notes,
            Map<StoreId, String> reasons) {}

    synchronized Snapshot now() {
        return new Snapshot(
                status,
                phase,
                open,
                epoch,
                Set.copyOf(importing),
                Set.copyOf(failed),
                Set.copyOf(locations),
                Set.copyOf(unseen),
                Set.copyOf(uploads),
                Set.copyOf(toReclaim),
                staged,
                List.copyOf(notes),
                Map.copyOf(reasons));
    }

    /** The next {@code times} plans find no host with room. */
    synchronized void haveNoRoom(int times) {
        waits = times;
    }

    /** These stores let go of nothing. */
    synchronized void hold(StoreId... stores) {
        holding.addAll(List.of(stores));
    }

    synchronized void letGo() {
        holding.clear();
    }

    synchronized PlanAnswer plan(PlanOrder order) {
        if (!open) {
            return new PlanAnswer(
                    epoch, null, null, null, request.allMustSucceed(), null, over == null ? "ended" : over);
        }
        if (runId != null && !runId.equals(order.runId())) {
            epoch++;
        }
        runId = order.runId();
        if (waits > 0) {
            waits--;
            phase = ImportPhase.WAITING;
            return new PlanAnswer(epoch, null, null, null, request.allMustSucceed(), "no host has room to stage", null);
        }
        if (!hostsLive && (order.lost() != null || goneAtOnce)) {
            String reason = "staging: host " + places.getFirst().host() + " is lost, and its bytes with it";
            return new PlanAnswer(epoch, null, null, null, request.allMustSucceed(), null, null, reason, false);
        }
        if (places.size() > 1 && places.getFirst().equals(order.lost())) {
            places.removeFirst();
            unserved = null;
        }
        List<StoreId> wanted = copies.entrySet().stream()
                .filter(e -> isUnfinished(e.getValue())
                        || e.getValue() == StoreState.LANDED
                        || (e.getValue() == StoreState.DONE && locations.contains(e.getKey())))
                .map(Map.Entry::getKey)
                .toList();
        ImportPlan plan = ImportPlan.of(request.method(), wanted, survey);
        copies.replaceAll((store, state) -> isUnfinished(state) ? StoreState.COPYING : state);
        phase = ImportPhase.COPYING;
        return new PlanAnswer(
                epoch,
                plan,
                plan.staged() ? places.getFirst() : null,
                request.method() instanceof ImportMethod.WebDownload ? null : 2_254_857_830L,
                request.allMustSucceed(),
                null,
                null,
                null,
                large);
    }

    /** The image turns out to be large. */
    synchronized void becomeLarge() {
        large = true;
    }

    /** No host of the directory comes back, which is noticed when one is asked about. */
    synchronized void loseHosts() {
        hostsLive = false;
        unserve();
    }

    /** The same, noticed at once. */
    synchronized void haveLostHosts() {
        hostsLive = false;
        goneAtOnce = true;
    }

    synchronized void noteRound(RoundNote note) {
        check(note.epoch());
        notes.add(note);
        StoreId store = note.store();
        if (store != null && isUnfinished(state(store))) {
            copies.put(store, StoreState.RETRYING);
            reasons.put(store, note.end().reason());
        }
    }

    synchronized OperatorWords words() {
        return new OperatorWords(
                !open && over == null ? "the import has ended" : over,
                copies.keySet().stream()
                        .filter(s -> state(s) == StoreState.SKIPPED)
                        .toList(),
                Map.copyOf(retries),
                epoch,
                unserved);
    }

    /** The first host serves its queues no more. */
    synchronized void unserve() {
        unserve(places.getFirst());
    }

    synchronized void unserve(StagingPlace place) {
        unserved = place;
    }

    synchronized void storeFailed(int asked, StoreFailure failure) {
        check(asked);
        giveUp(failure.store(), StoreState.FAILED, failure.reason());
    }

    synchronized EndAnswer end(EndOrder order) {
        if (open) {
            check(order.epoch());
            end(order.end(), order.failures(), order.reason());
        }
        return new EndAnswer(outcome(), !toReclaim.isEmpty());
    }

    /** An operator cancels, or the image is deleted: the import ends in that very transaction. */
    synchronized void cancel(String reason) {
        if (open) {
            over = reason;
            epoch++;
            end(End.CANCELLED, List.of(), reason);
        }
    }

    /** The image is deleted with all it has. */
    synchronized void delete() {
        cancel("the image was deleted");
        toReclaim.addAll(locations);
        locations.clear();
        status = ImageStatus.DELETED;
    }

    synchronized void skip(StoreId store) {
        if (request.allMustSucceed()) {
            throw new ImageException(CONFLICT, "all must succeed");
        }
        giveUp(store, StoreState.SKIPPED, "skipped by an operator");
    }

    synchronized void retry(StoreId store) {
        retries.merge(store, 1, Integer::sum);
    }

    /** Whether an earlier attempt has made the copy. */
    synchronized boolean isThere(StoreId store) {
        return state(store) == StoreState.DONE || state(store) == StoreState.LANDED;
    }

    /** A copy's attempt begins: its upload is on record before its first byte. */
    synchronized void begin(StoreId store, int asked) {
        check(asked);
        if (!isUnfinished(state(store)) && !isThere(store)) {
            throw new ImageException(SUPERSEDED, "store " + store + ": no longer wanted");
        }
        uploads.add(store);
    }

    synchronized void landed(StoreId store, int asked) {
        begin(store, asked);
        if (request.allMustSucceed()) {
            unseen.add(store);
            copies.put(store, StoreState.LANDED);
        } else {
            locations.add(store);
            importing.remove(store);
            status = ImageStatus.ACTIVE;
            copies.put(store, StoreState.DONE);
        }
    }

    synchronized void stage() {
        staged = true;
    }

    synchronized void discard() {
        staged = false;
    }

    synchronized ReclaimResult reclaim() {
        List<Leftover> left = toReclaim.stream()
                .filter(holding::contains)
                .map(s -> new Leftover(s, s + ": connection refused"))
                .toList();
        int deleted = toReclaim.size() - left.size();
        toReclaim.removeIf(s -> !holding.contains(s));
        uploads.removeIf(s -> !toReclaim.contains(s) && !locations.contains(s) && !unseen.contains(s));
        return new ReclaimResult(deleted, left);
    }

    private void end(End asked, List<StoreFailure> failures, @Nullable String reason) {
        boolean must = request.allMustSucceed();
        boolean all = copies.values().stream().allMatch(s -> s == StoreState.LANDED);
        End kind = must && asked == End.SETTLED && !all ? End.FAILED : asked;
        boolean disowned = must && kind != End.SETTLED;
        Map<StoreId, String> own =
                failures.stream().collect(Collectors.toMap(StoreFailure::store, StoreFailure::reason));
        for (StoreId store : request.targets()) {
            if (isUnfinished(state(store)) || (disowned && state(store) == StoreState.LANDED)) {
                copies.put(store, own.containsKey(store) ? StoreState.FAILED : StoreState.CANCELLED);
                reasons.put(store, own.getOrDefault(store, reason == null ? "undone" : reason));
                if (own.isEmpty() || own.containsKey(store) || !must) {
                    failed.add(store);
                }
                reclaimUpload(store);
            }
        }
        if (must && !disowned) {
            locations.addAll(unseen);
            copies.replaceAll((s, state) -> StoreState.DONE);
        }
        unseen.clear();
        importing.clear();
        open = false;
        if (status == ImageStatus.IMPORTING) {
            status = locations.isEmpty() ? ImageStatus.QUEUED : ImageStatus.ACTIVE;
        }
        boolean anyDone = copies.containsValue(StoreState.DONE);
        phase = switch (kind) {
            case SETTLED -> anyDone ? ImportPhase.SUCCEEDED : ImportPhase.FAILED;
            case FAILED -> ImportPhase.FAILED;
            case CANCELLED -> ImportPhase.CANCELLED;
        };
    }

    private void giveUp(StoreId store, StoreState state, String reason) {
        if (isUnfinished(state(store))) {
            copies.put(store, state);
            reasons.put(store, reason);
            importing.remove(store);
            failed.add(store);
            reclaimUpload(store);
        }
    }

    private void reclaimUpload(StoreId store) {
        if (uploads.contains(store)) {
            toReclaim.add(store);
        }
    }

    private ImportOutcome outcome() {
        List<StoreId> done = new ArrayList<>();
        List<StoreFailure> failures = new ArrayList<>();
        copies.forEach((store, state) -> {
            if (state == StoreState.DONE) {
                done.add(store);
            } else if (!isUnfinished(state)) {
                failures.add(new StoreFailure(store, FailureKind.INTERNAL, reasons.getOrDefault(store, "cut short")));
            }
        });
        return new ImportOutcome(phase, done, failures);
    }

    private StoreState state(StoreId store) {
        StoreState state = copies.get(store);
        if (state == null) {
            throw new IllegalArgumentException("no target: " + store);
        }
        return state;
    }

    private void check(int asked) {
        if (!open || asked != epoch) {
            throw new ImageException(
                    SUPERSEDED, "import " + request.id() + ": it has ended or a later run has taken over");
        }
    }

    private static boolean isUnfinished(StoreState state) {
        return switch (state) {
            case WAITING, COPYING, RETRYING -> true;
            case DONE, LANDED, FAILED, SKIPPED, CANCELLED -> false;
        };
    }
}
