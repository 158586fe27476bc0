package io.longshore.workflow;

import static io.longshore.image.FailureKind.DRAINING;
import static io.longshore.image.FailureKind.STAGING_FULL;
import static io.longshore.image.FailureKind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.longshore.image.StoreId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.ImportSettings;
import io.longshore.importing.StoreSurvey;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskBarrierTest {

    private final Harness harness = new Harness(World.HERE);

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void aPauseIsNotCutShortInTheTaskThatBeganIt() {
        assertReplays(pausing(harness), ImportPhase.CANCELLED);
    }

    @Test
    void anAttemptIsNotCancelledInTheTaskThatBeganIt() {
        World world = goingElsewhere(harness, true);
        assertReplays(world.whenNoted(cancelled(world)), ImportPhase.CANCELLED);
    }

    @Test
    void anAttemptIsNotSkippedInTheTaskThatBeganIt() {
        World world = goingElsewhere(harness, false);
        world.whenNoted(harness.word(world, () -> world.catalog.skip(StoreId.of("elsewhere"))));
        assertReplays(world, ImportPhase.SUCCEEDED);
    }

    @Test
    void aPauseIsNotEndedByARetryInTheTaskThatBeganIt() {
        World world = failing(harness);
        world.whenNoted(harness.word(world, () -> world.catalog.retry(StoreId.of("last"))));
        assertReplays(world, ImportPhase.SUCCEEDED);
    }

    /** In one task the fetch begins a pause, and a copy hears that all is over. */
    static World pausing(Harness harness) {
        World world = failing(harness);
        return world.whenNoted(cancelled(world));
    }

    /** The next task hears that the fetch has no room, which is not noted, then that the last copy has, and whatever is said when that is noted. */
    private static World failing(Harness harness) {
        World world = harness.world(new ImportMethod.WebDownload("http://example.test/i"), true, "noted", "last");
        CountDownLatch noted = new CountDownLatch(1);
        world.fetch(when(noted, Attempt.fail(STAGING_FULL, "no room")), Attempt.land());
        return atOnce(harness, world, noted);
    }

    /** The next task hears that a copy has to begin anew elsewhere, then that the last one has failed, and what is said. */
    private static World goingElsewhere(Harness harness, boolean must) {
        World world = harness.world(
                new ImportMethod.CopyImage(),
                must,
                new StoreSurvey(Harness.stores("source"), Map.of()),
                "noted",
                "elsewhere",
                "last");
        CountDownLatch noted = new CountDownLatch(1);
        world.copy("elsewhere", when(noted, Attempt.fail(DRAINING, "worker going down")), Attempt.hang());
        return atOnce(harness, world, noted);
    }

    /** While the run is noting that one copy fails, what waits for {@code noted} ends, then the last copy. */
    private static World atOnce(Harness harness, World world, CountDownLatch noted) {
        CountDownLatch last = new CountDownLatch(1);
        World.Step refused = Attempt.fail(UNAVAILABLE, "connection refused");
        return world.copy("noted", Attempt.amongAll(refused), Attempt.land())
                .copy("last", when(last, refused), Attempt.land())
                .whenNoted(() -> {
                    noted.countDown();
                    harness.awaitPending(world, 1);
                    last.countDown();
                    harness.awaitPending(world, 0);
                });
    }

    private static Runnable cancelled(World world) {
        return () -> world.catalog.cancel("cancelled by an operator");
    }

    private static World.Step when(CountDownLatch latch, World.Step then) {
        return attempt -> {
            while (latch.getCount() > 0) {
                attempt.beat(0);
                attempt.await(latch, 10);
            }
            then.perform(attempt);
        };
    }

    static ImportSettings oneAttempt() {
        return new ImportSettings(
                Duration.ofMinutes(5), Duration.ofSeconds(12), 1, Duration.ofSeconds(60), Duration.ofSeconds(30));
    }

    private void assertReplays(World world, ImportPhase phase) {
        assertThat(harness.run(world, oneAttempt()).phase()).isEqualTo(phase);
        Ends.assertClean(world);
        WorkflowExecutionHistory history = harness.history(world);
        assertThat(history.getEvents())
                .filteredOn(e -> e.getMarkerRecordedEventAttributes().getDetailsMap().values().stream()
                        .anyMatch(details -> details.toString().contains("task-barrier")))
                .as("the barrier's marker")
                .hasSize(1);
        try (TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance()) {
            Worker worker = environment.newWorker(TaskQueues.IMPORTS, Harness.PATIENT);
            Workflows.register(worker);
            assertThatCode(() -> WorkflowReplayer.replayWorkflowExecution(history, worker))
                    .doesNotThrowAnyException();
        }
    }
}
