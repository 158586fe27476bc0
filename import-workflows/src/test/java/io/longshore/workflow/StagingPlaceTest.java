package io.longshore.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageStatus;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportOutcome;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.ImportSettings;
import io.longshore.importing.StoreFailure;
import io.temporal.api.enums.v1.EventType;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StagingPlaceTest {

    /** The server does not skip time while an activity waits for a worker: hosts are doubted after 2.5 s here, not after 60 s. */
    private static final ImportSettings QUICK = new ImportSettings(
            Duration.ofMinutes(5), Duration.ofMillis(500), 5, Duration.ofSeconds(60), Duration.ofSeconds(30));

    @Test
    void theRunWaitsForAPlaceAndSaysSo() {
        try (Harness harness = new Harness(World.HERE)) {
            World world = harness.world(new ImportMethod.WebDownload("http://example.test/i"), false, "a");
            world.catalog.haveNoRoom(8);
            assertThat(harness.run(world).phase()).isEqualTo(ImportPhase.SUCCEEDED);
            assertThat(timers(harness, world))
                    .startsWith(
                            "1s \"waiting: no host has room to stage\"",
                            "2s \"waiting: no host has room to stage\"",
                            "4s \"waiting: no host has room to stage\"",
                            "8s \"waiting: no host has room to stage\"",
                            "10s \"waiting: no host has room to stage\"")
                    .hasSize(8);
        }
    }

    @Test
    void anotherHostOfTheSameDirectoryGoesOn() {
        try (Harness harness = new Harness(World.THERE)) {
            World world = harness.world(new ImportMethod.WebDownload("http://example.test/i"), true, "a", "b");
            assertThat(harness.run(world, QUICK).phase()).isEqualTo(ImportPhase.SUCCEEDED);
            assertThat(Ends.assertClean(world).locations()).isEqualTo(Set.copyOf(Harness.stores("a", "b")));
            assertThat(queues(harness, world))
                    .containsExactlyInAnyOrder(
                            TaskQueues.fetches(World.HERE),
                            TaskQueues.stagedCopies(World.HERE),
                            TaskQueues.stagedCopies(World.HERE),
                            TaskQueues.fetches(World.THERE),
                            TaskQueues.stagedCopies(World.THERE),
                            TaskQueues.stagedCopies(World.THERE));
        }
    }

    @Test
    void anImageThatTurnsOutToBeLargeGoesOnAmongThose() {
        try (Harness harness = new Harness(World.HERE, World.THERE)) {
            World world = harness.world(new ImportMethod.WebDownload("http://example.test/i"), true, "a");
            World.Step elsewhere = Attempt.fail(FailureKind.DRAINING, "goes on among the large images", 0, 0);
            world.fetch(Attempt.after(world.catalog::becomeLarge, elsewhere), Attempt.land());
            world.copy("a", harness.afterLanding(1, elsewhere), Attempt.land());
            assertThat(harness.run(world).phase()).isEqualTo(ImportPhase.SUCCEEDED);
            assertThat(queues(harness, world))
                    .containsExactlyInAnyOrder(
                            TaskQueues.fetches(World.HERE),
                            TaskQueues.stagedCopies(World.HERE),
                            TaskQueues.large(TaskQueues.fetches(World.THERE)),
                            TaskQueues.large(TaskQueues.stagedCopies(World.THERE)));
            assertThat(timers(harness, world)).isEmpty();
        }
    }

    @Test
    void whatAHostLetsGoOfGoesOnElsewhereAtOnce() {
        try (Harness harness = new Harness(World.HERE, World.THERE)) {
            World world = harness.world(new ImportMethod.GlanceDirect(), true, "a")
                    .copy("a", Attempt.fail(FailureKind.DRAINING, "worker going down", 0, 0), Attempt.land());
            assertThat(harness.run(world).phase()).isEqualTo(ImportPhase.SUCCEEDED);
            assertThat(queues(harness, world))
                    .containsExactly(TaskQueues.stagedCopies(World.HERE), TaskQueues.stagedCopies(World.THERE));
            assertThat(timers(harness, world)).isEmpty();
            assertThat(world.attempts()).isEqualTo(2);
        }
    }

    @Test
    void bytesLostWithTheirHostEndTheImport() {
        try (Harness harness = new Harness()) {
            World world = harness.world(new ImportMethod.GlanceDirect(), false, "a");
            world.catalog.loseHosts();
            ImportOutcome outcome = harness.run(world, QUICK);
            assertThat(outcome.phase()).isEqualTo(ImportPhase.FAILED);
            assertThat(outcome.failures())
                    .extracting(StoreFailure::reason)
                    .containsExactly("a: staging: host here is lost, and its bytes with it");
            CatalogModel.Snapshot now = Ends.assertConsistent(world);
            assertThat(now.status()).isEqualTo(ImageStatus.QUEUED);
            assertThat(now.failed()).isEqualTo(Set.of(StoreId.of("a")));
        }
    }

    @Test
    void bytesThatWereLostBeforeTheRunBeganEndTheImportToo() {
        try (Harness harness = new Harness(World.HERE)) {
            World world = harness.world(new ImportMethod.GlanceDirect(), true, "a", "b");
            world.catalog.haveLostHosts();
            assertThat(harness.run(world).phase()).isEqualTo(ImportPhase.FAILED);
            CatalogModel.Snapshot now = world.catalog.now();
            assertThat(now.open()).isFalse();
            assertThat(now.importing()).isEmpty();
            assertThat(now.status()).isEqualTo(ImageStatus.QUEUED);
            assertThat(now.failed()).isEqualTo(Set.copyOf(Harness.stores("a", "b")));
            assertThat(now.reasons().values()).containsOnly("staging: host here is lost, and its bytes with it");
            assertThat(world.attempts()).isZero();
        }
    }

    private static List<String> queues(Harness harness, World world) {
        return harness.history(world).getEvents().stream()
                .filter(e -> e.getEventType() == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED)
                .map(e -> e.getActivityTaskScheduledEventAttributes()
                        .getTaskQueue()
                        .getName())
                .toList();
    }

    private static List<String> timers(Harness harness, World world) {
        return harness.history(world).getEvents().stream()
                .filter(e -> e.getEventType() == EventType.EVENT_TYPE_TIMER_STARTED)
                .map(e -> e.getTimerStartedEventAttributes()
                                .getStartToFireTimeout()
                                .getSeconds()
                        + "s "
                        + e.getUserMetadata().getSummary().getData().toStringUtf8())
                .toList();
    }
}
