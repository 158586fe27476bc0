package io.longshore.workflow;

import static io.longshore.image.FailureKind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.ImageStatus;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportOutcome;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.RunProgress;
import io.longshore.importing.StoreFailure;
import io.longshore.importing.StoreState;
import io.longshore.importing.StoreSurvey;
import io.temporal.api.enums.v1.EventType;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ImportSuccessTest {

    private final Harness harness = new Harness(World.HERE);

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void stagedBytesLandInEveryStoreInOneStep() {
        World world = harness.world(new ImportMethod.GlanceDirect(), false, "a", "b", "c");
        ImportOutcome outcome = harness.run(world);
        assertThat(outcome.phase()).isEqualTo(ImportPhase.SUCCEEDED);
        assertThat(outcome.done()).isEqualTo(Harness.stores("a", "b", "c"));
        assertThat(Ends.assertClean(world).status()).isEqualTo(ImageStatus.ACTIVE);
        assertThat(types(world))
                .as("no attribute is written, no timer set, nothing but copies dispatched")
                .doesNotContain(
                        EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES, EventType.EVENT_TYPE_TIMER_STARTED)
                .filteredOn(EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED::equals)
                .hasSize(3);
        assertThat(types(world))
                .as("plan, end, discard")
                .filteredOn(EventType.EVENT_TYPE_MARKER_RECORDED::equals)
                .hasSize(3);
    }

    @Test
    void aWebPageIsFetchedWhileTheCopiesFollow() {
        CyclicBarrier together = new CyclicBarrier(3);
        World world = harness.world(new ImportMethod.WebDownload("http://example.test/i"), true, "a", "b")
                .fetch(meet(together))
                .copy("a", meet(together))
                .copy("b", meet(together));
        ImportOutcome outcome = harness.run(world);
        assertThat(outcome.phase()).isEqualTo(ImportPhase.SUCCEEDED);
        assertThat(Ends.assertClean(world).locations()).isEqualTo(Set.copyOf(Harness.stores("a", "b")));
        assertThat(world.attempts()).isEqualTo(3);
    }

    @Test
    void anImageIsCopiedNativelyAndStraightWhereThatIsPlanned() {
        StoreSurvey survey = new StoreSurvey(
                Harness.stores("src"), Map.of(StoreId.of("b"), Map.of(StoreId.of("src"), "another cluster")));
        World world = harness.world(new ImportMethod.CopyImage(), true, survey, "a", "b");
        ImportOutcome outcome = harness.run(world);
        assertThat(outcome.done()).isEqualTo(Harness.stores("a", "b"));
        Ends.assertClean(world);
        assertThat(harness.history(world).getEvents())
                .filteredOn(e -> e.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
                .extracting(e -> e.getActivityTaskScheduledEventAttributes()
                                .getTaskQueue()
                                .getName()
                        + " "
                        + e.getUserMetadata().getSummary().getData().toStringUtf8())
                .containsExactly(
                        TaskQueues.into(TaskQueues.COPIES, StoreId.of("a"))
                                + " \"copy 2.1 GiB to a (native copy from src)\"",
                        TaskQueues.into(TaskQueues.COPIES, StoreId.of("b"))
                                + " \"copy 2.1 GiB to b (no native copy from src: another cluster)\"");
    }

    @Test
    void anImportThatIsOverDoesNothing() {
        World world = harness.world(new ImportMethod.GlanceDirect(), true, "a");
        world.catalog.cancel("changed my mind");
        ImportOutcome outcome = harness.run(world);
        assertThat(outcome.phase()).isEqualTo(ImportPhase.CANCELLED);
        assertThat(outcome.failures()).extracting(StoreFailure::reason).containsExactly("changed my mind");
        assertThat(world.attempts()).isZero();
    }

    @Test
    void theRunAnswersWhatItKnows() {
        World world = harness.world(new ImportMethod.GlanceDirect(), false, "a", "b");
        List<RunProgress> seen = new CopyOnWriteArrayList<>();
        world.copy("b", Attempt.fail(UNAVAILABLE, "connection refused"))
                .whenNoted(() -> harness.later(Duration.ofSeconds(2), () -> seen.add(harness.progress(world))));
        harness.run(world);
        assertThat(seen).singleElement().satisfies(during -> {
            assertThat(during.phase()).isEqualTo(ImportPhase.COPYING);
            assertThat(during.copies())
                    .extracting(RunProgress.Copy::state)
                    .containsExactly(StoreState.DONE, StoreState.RETRYING);
            RunProgress.Copy stuck = during.copies().getLast();
            assertThat(stuck.reason()).isEqualTo("b: connection refused");
            assertThat(stuck.attempts()).isEqualTo(5);
            assertThat(stuck.doneBytes()).isZero();
            assertThat(stuck.totalBytes()).isEqualTo(Attempt.TOTAL);
            assertThat(stuck.nextRetryAt()).isNotNull();
            assertThat(stuck.way()).isEqualTo("staged by the caller");
        });
        RunProgress after = harness.progress(world);
        assertThat(after.phase()).isEqualTo(ImportPhase.SUCCEEDED);
        assertThat(after.copies())
                .extracting(RunProgress.Copy::state)
                .containsExactly(StoreState.DONE, StoreState.FAILED);
        assertThat(after.copies().getLast().reason()).startsWith("b: connection refused; given up after 3");
    }

    private List<EventType> types(World world) {
        return harness.history(world).getEvents().stream()
                .map(e -> e.getEventType())
                .toList();
    }

    private static World.Step meet(CyclicBarrier barrier) {
        return attempt -> {
            try {
                barrier.await(20, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException("the three were not under way together", e);
            }
        };
    }
}
