package io.longshore.workflow;

import static io.longshore.image.FailureKind.DRAINING;
import static io.longshore.image.FailureKind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.ImportSettings;
import io.longshore.importing.StoreSurvey;
import io.temporal.api.enums.v1.EventType;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.time.Duration;
import java.util.List;
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
        World world = pausing(harness);
        assertReplays(world, "the pause of what was noted", "the fetch's pause", "the barrier");
    }

    @Test
    void anAttemptIsNotCancelledInTheTaskThatBeganIt() {
        World world = goingElsewhere(harness);
        assertReplays(world, "the pause of what was noted", "the barrier");
    }

    /** In one task the fetch begins a pause, and a copy hears that all is over. */
    static World pausing(Harness harness) {
        World world = harness.world(new ImportMethod.WebDownload("http://example.test/i"), true, "noted", "last");
        CountDownLatch noted = new CountDownLatch(1);
        world.fetch(when(noted, Attempt.fail(UNAVAILABLE, "connection refused")));
        return overAtOnce(harness, world, noted);
    }

    /** In one task a copy begins anew elsewhere, and another hears that all is over. */
    static World goingElsewhere(Harness harness) {
        World world = harness.world(
                new ImportMethod.CopyImage(),
                true,
                new StoreSurvey(Harness.stores("source"), Map.of()),
                "noted",
                "elsewhere",
                "last");
        CountDownLatch noted = new CountDownLatch(1);
        world.copy("elsewhere", when(noted, Attempt.fail(DRAINING, "worker going down")), Attempt.hang());
        return overAtOnce(harness, world, noted);
    }

    /** While the run is noting that one copy fails, what waits for {@code noted} ends, then the last copy, then the import. */
    private static World overAtOnce(Harness harness, World world, CountDownLatch noted) {
        CountDownLatch last = new CountDownLatch(1);
        World.Step refused = Attempt.fail(UNAVAILABLE, "connection refused");
        return world.copy("noted", Attempt.amongAll(refused))
                .copy("last", when(last, refused))
                .whenNoted(() -> {
                    noted.countDown();
                    harness.awaitPending(world, 1);
                    last.countDown();
                    harness.awaitPending(world, 0);
                    world.catalog.cancel("cancelled by an operator");
                });
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

    private void assertReplays(World world, String... timers) {
        assertThat(harness.run(world, oneAttempt()).phase()).isEqualTo(ImportPhase.CANCELLED);
        Ends.assertClean(world);
        assertThat(harness.history(world).getEvents())
                .filteredOn(e -> e.getEventType() == EventType.EVENT_TYPE_TIMER_STARTED)
                .as(List.of(timers).toString())
                .hasSize(timers.length);
        try (TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance()) {
            Worker worker = environment.newWorker(TaskQueues.IMPORTS);
            Workflows.register(worker);
            assertThatCode(() -> WorkflowReplayer.replayWorkflowExecution(harness.history(world), worker))
                    .doesNotThrowAnyException();
        }
    }
}
