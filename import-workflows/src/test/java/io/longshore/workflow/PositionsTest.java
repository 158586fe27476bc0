package io.longshore.workflow;

import static io.longshore.image.FailureKind.CORRUPT;
import static io.longshore.image.FailureKind.FORBIDDEN;
import static io.longshore.image.FailureKind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.ImageStatus;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportOutcome;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.ImportSettings;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Each store × each thing that can happen to its copy × must-succeed or not × the other copies landed or under way. All of them run side
 * by side on one server, and in the end catalog, stores and lists must agree in every one.
 */
class PositionsTest {

    private static final List<String> STORES = List.of("a", "b", "c");

    private final Harness harness = new Harness(World.HERE);

    enum Event {
        BACK_AFTER_A_ROUND,
        REFUSED_AT_ONCE,
        CORRUPT_AFTER_A_ROUND,
        BUDGET_SPENT,
        SKIP_IN_ATTEMPT,
        SKIP_IN_PAUSE,
        CANCEL_IN_ATTEMPT,
        CANCEL_IN_PAUSE,
        CANCEL_IN_TEMPORAL,
        DELETE_IN_ATTEMPT,
        DELETE_IN_PAUSE;

        boolean isInPause() {
            return this == SKIP_IN_PAUSE || this == CANCEL_IN_PAUSE || this == DELETE_IN_PAUSE;
        }

        boolean isFailure() {
            return this == REFUSED_AT_ONCE || this == CORRUPT_AFTER_A_ROUND || this == BUDGET_SPENT;
        }

        boolean isSkip() {
            return this == SKIP_IN_ATTEMPT || this == SKIP_IN_PAUSE;
        }

        boolean isDelete() {
            return this == DELETE_IN_ATTEMPT || this == DELETE_IN_PAUSE;
        }

        boolean isCancel() {
            return this == CANCEL_IN_ATTEMPT || this == CANCEL_IN_PAUSE || this == CANCEL_IN_TEMPORAL;
        }
    }

    record Position(String store, Event event, boolean must, boolean othersLanded) {

        /** Whether the other copies are stopped before they land. */
        boolean stopsOthers() {
            return event.isCancel() || event.isDelete() || (must && event.isFailure());
        }

        Set<StoreId> others() {
            Set<StoreId> others = new HashSet<>(Harness.stores("a", "b", "c"));
            others.remove(StoreId.of(store));
            return others;
        }
    }

    static Stream<Position> positions() {
        return STORES.stream()
                .flatMap(store -> Stream.of(Event.values())
                        .flatMap(event -> Stream.of(true, false)
                                .flatMap(must -> Stream.of(true, false)
                                        .map(landed -> new Position(store, event, must, landed)))))
                .filter(p -> !(p.must() && p.event().isSkip()));
    }

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void whatMustHoldHoldsEverywhere() {
        Map<Position, World> worlds = new LinkedHashMap<>();
        Map<Position, WorkflowStub> runs = new LinkedHashMap<>();
        positions().forEach(p -> worlds.put(p, world(p)));
        worlds.forEach((p, world) -> runs.put(p, harness.start(world, settings(p))));
        runs.values().forEach(this::end);
        assertThat(worlds).hasSizeGreaterThan(100).allSatisfy(this::check);
    }

    /** Rounds of one attempt, and pauses that are short where nobody speaks in them: nothing here waits for the clock. */
    private static ImportSettings settings(Position p) {
        Duration pause = p.event().isInPause() ? Duration.ofSeconds(60) : Duration.ofMillis(50);
        return new ImportSettings(Duration.ofMinutes(5), Duration.ofSeconds(12), 1, pause, Duration.ofSeconds(30));
    }

    private World world(Position p) {
        World world = harness.world(new ImportMethod.GlanceDirect(), p.must(), "a", "b", "c");
        CountDownLatch happened = new CountDownLatch(p.stopsOthers() ? Integer.MAX_VALUE : 1);
        p.others().stream()
                .filter(other -> !p.othersLanded())
                .forEach(other -> world.copy(other.value(), attempt -> {
                    while (happened.getCount() > 0) {
                        attempt.beat(Attempt.TOTAL / 2);
                        attempt.await(happened, 10);
                    }
                }));
        List<World.Step> steps = steps(p, world);
        World.Step first = Attempt.after(happened::countDown, steps.getFirst());
        world.copy(p.store(), p.othersLanded() ? harness.afterLanding(2, first) : Attempt.amongAll(first));
        steps.stream().skip(1).forEach(step -> world.copy(p.store(), step));
        return world;
    }

    private List<World.Step> steps(Position p, World world) {
        World.Step away = Attempt.fail(UNAVAILABLE, "connection refused", 1, 200_000);
        return switch (p.event()) {
            case BACK_AFTER_A_ROUND -> List.of(away, Attempt.land());
            case REFUSED_AT_ONCE -> List.of(Attempt.fail(FORBIDDEN, "permission denied"));
            case CORRUPT_AFTER_A_ROUND -> List.of(away, Attempt.fail(CORRUPT, "checksum differs"));
            case BUDGET_SPENT -> List.of(away);
            case SKIP_IN_ATTEMPT -> said(harness.word(world, () -> world.catalog.skip(StoreId.of(p.store()))));
            case CANCEL_IN_ATTEMPT -> said(harness.word(world, () -> world.catalog.cancel("cancelled")));
            case DELETE_IN_ATTEMPT -> said(harness.word(world, world.catalog::delete));
            case CANCEL_IN_TEMPORAL ->
                said(() -> harness.client()
                        .newUntypedWorkflowStub(Harness.id(world))
                        .cancel());
            case SKIP_IN_PAUSE -> {
                world.whenNoted(harness.word(world, () -> world.catalog.skip(StoreId.of(p.store()))));
                yield List.of(away);
            }
            case CANCEL_IN_PAUSE -> {
                world.whenNoted(harness.word(world, () -> world.catalog.cancel("cancelled")));
                yield List.of(away);
            }
            case DELETE_IN_PAUSE -> {
                world.whenNoted(harness.word(world, world.catalog::delete));
                yield List.of(away);
            }
        };
    }

    private static List<World.Step> said(Runnable word) {
        return List.of(Attempt.after(word, Attempt.hang()));
    }

    private void end(WorkflowStub run) {
        try {
            harness.result(run, ImportOutcome.class);
        } catch (WorkflowFailedException cancelledInTemporal) {
            assertThat(cancelledInTemporal).hasMessageContaining("was cancelled");
        }
    }

    private void check(Position p, World world) {
        CatalogModel.Snapshot now = Ends.assertClean(world);
        Set<StoreId> locations = p.event() == Event.BACK_AFTER_A_ROUND
                ? Set.copyOf(Harness.stores("a", "b", "c"))
                : p.event().isDelete() || (p.must() && p.stopsOthers()) || (p.stopsOthers() && !p.othersLanded())
                        ? Set.of()
                        : p.others();
        assertThat(now.locations()).as("locations").isEqualTo(locations);
        assertThat(now.phase())
                .isEqualTo(
                        p.event().isCancel() || p.event().isDelete()
                                ? ImportPhase.CANCELLED
                                : p.must() && p.event().isFailure() ? ImportPhase.FAILED : ImportPhase.SUCCEEDED);
        assertThat(now.status())
                .isEqualTo(
                        p.event().isDelete()
                                ? ImageStatus.DELETED
                                : locations.isEmpty() ? ImageStatus.QUEUED : ImageStatus.ACTIVE);
        Set<StoreId> failed = new HashSet<>(Harness.stores("a", "b", "c"));
        if (p.must() && p.event().isFailure()) {
            failed.retainAll(Set.of(StoreId.of(p.store())));
        } else if (!p.event().isDelete()) {
            failed.removeAll(locations);
        } else if (!p.must() && p.othersLanded()) {
            failed.removeAll(p.others());
        }
        assertThat(now.failed()).as("failed list").isEqualTo(failed);
    }
}
