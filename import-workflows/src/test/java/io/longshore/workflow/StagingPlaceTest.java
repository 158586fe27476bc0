package io.longshore.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageStatus;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportOutcome;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.ImportSettings;
import io.longshore.importing.StagingPlace;
import io.longshore.importing.StoreFailure;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowStub;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class StagingPlaceTest {

    /** Where a fetch and its copies into a and b are sent that go from one host to the other. */
    private static final List<String> HERE_THEN_THERE = List.of(
            TaskQueues.fetches(World.HERE),
            into(World.HERE, "a"),
            into(World.HERE, "b"),
            TaskQueues.fetches(World.THERE),
            into(World.THERE, "a"),
            into(World.THERE, "b"));

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
            assertThat(told(harness, world, 3, world.catalog::unserve).phase()).isEqualTo(ImportPhase.SUCCEEDED);
            assertThat(Ends.assertClean(world).locations()).isEqualTo(Set.copyOf(Harness.stores("a", "b")));
            assertThat(harness.sent(world)).containsExactlyInAnyOrderElementsOf(HERE_THEN_THERE);
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
            assertThat(harness.sent(world))
                    .containsExactlyInAnyOrder(
                            TaskQueues.fetches(World.HERE),
                            into(World.HERE, "a"),
                            TaskQueues.large(TaskQueues.fetches(World.THERE)),
                            TaskQueues.into(TaskQueues.large(TaskQueues.stagedCopies(World.THERE)), StoreId.of("a")));
            assertThat(timers(harness, world)).isEmpty();
        }
    }

    @Test
    void whatAHostLetsGoOfGoesOnElsewhereAtOnce() {
        try (Harness harness = new Harness(World.HERE, World.THERE)) {
            World world = harness.world(new ImportMethod.GlanceDirect(), true, "a")
                    .copy("a", Attempt.fail(FailureKind.DRAINING, "worker going down", 0, 0), Attempt.land());
            assertThat(harness.run(world).phase()).isEqualTo(ImportPhase.SUCCEEDED);
            assertThat(harness.sent(world)).containsExactly(into(World.HERE, "a"), into(World.THERE, "a"));
            assertThat(timers(harness, world)).isEmpty();
            assertThat(world.attempts()).isEqualTo(2);
        }
    }

    @Test
    void bytesLostWithTheirHostEndTheImport() {
        try (Harness harness = new Harness()) {
            World world = harness.world(new ImportMethod.GlanceDirect(), false, "a");
            ImportOutcome outcome = told(harness, world, 1, world.catalog::loseHosts);
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
    void whatHasBegunOnAHostThatIsLostGoesOnElsewhereToo() {
        try (Harness harness = new Harness(World.HERE, World.THERE)) {
            World world = harness.world(new ImportMethod.GlanceDirect(), true, "a");
            world.copy("a", Attempt.after(harness.word(world, world.catalog::unserve), Attempt.hang()), Attempt.land());
            assertThat(harness.run(world).phase()).isEqualTo(ImportPhase.SUCCEEDED);
            assertThat(harness.sent(world)).containsExactly(into(World.HERE, "a"), into(World.THERE, "a"));
            assertThat(timers(harness, world)).isEmpty();
        }
    }

    /** The fetch waits in the line of a host that does not serve it any more; a copy, which had begun there, is let go of. */
    @Test
    void whoWaitsWhereTheBytesWereGoesWithThem() {
        try (Harness harness = new Harness(List.of(into(World.HERE, "a")), World.THERE)) {
            World world = harness.world(new ImportMethod.WebDownload("http://example.test/i"), true, "a", "b");
            world.copy("a", Attempt.fail(FailureKind.DRAINING, "worker going down", 0, 0), Attempt.land());
            assertThat(harness.run(world).phase()).isEqualTo(ImportPhase.SUCCEEDED);
            assertThat(harness.sent(world)).containsExactlyInAnyOrderElementsOf(HERE_THEN_THERE);
        }
    }

    @Test
    void whoIsToldOfAHostThatItHasLeftBeforeStaysWhereItIs() {
        try (Harness harness = new Harness(World.HERE, World.THERE)) {
            World world = harness.world(new ImportMethod.GlanceDirect(), true, "a");
            CountDownLatch told = new CountDownLatch(1);
            world.copy(
                    "a",
                    Attempt.fail(FailureKind.DRAINING, "worker going down", 0, 0),
                    Attempt.after(
                            () -> {
                                world.catalog.unserve(World.HERE);
                                harness.tell(world);
                                told.countDown();
                            },
                            Attempt.awaiting(told)));
            assertThat(harness.run(world).phase()).isEqualTo(ImportPhase.SUCCEEDED);
            assertThat(harness.sent(world)).containsExactly(into(World.HERE, "a"), into(World.THERE, "a"));
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

    /** Runs the import; when so many attempts have been sent, {@code change} is made and the run told. */
    private static ImportOutcome told(Harness harness, World world, int sent, Runnable change) {
        WorkflowStub run = harness.start(world, ImportSettings.defaults());
        harness.awaitSent(world, sent);
        harness.word(world, change).run();
        return harness.result(run, ImportOutcome.class);
    }

    private static String into(StagingPlace place, String store) {
        return TaskQueues.into(TaskQueues.stagedCopies(place), StoreId.of(store));
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
