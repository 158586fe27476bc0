package io.longshore.workflow;

import static io.longshore.image.FailureKind.CATALOG_AWAY;
import static io.longshore.image.FailureKind.DRAINING;
import static io.longshore.image.FailureKind.SOURCE_LOST;
import static io.longshore.image.FailureKind.SOURCE_UNAVAILABLE;
import static io.longshore.image.FailureKind.STAGING_FULL;
import static io.longshore.image.FailureKind.STORE_FULL;
import static io.longshore.image.FailureKind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.ImageStatus;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportOutcome;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.ImportSettings;
import io.longshore.importing.RoundEnd;
import io.longshore.importing.StoreFailure;
import io.longshore.importing.StoreSurvey;
import io.longshore.workflow.CatalogActivities.RoundNote;
import io.temporal.api.enums.v1.EventType;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoundsTest {

    private final Harness harness = new Harness(World.HERE, World.THERE);

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void aStoreThatComesBackWithinItsBudgetGetsItsCopy() {
        World.Step refused = Attempt.fail(UNAVAILABLE, "connection refused", 610_000, 10_000);
        World world = harness.world(new ImportMethod.GlanceDirect(), true, "a", "dcn1");
        IntStream.range(0, 11).forEach(i -> world.copy("dcn1", refused));
        world.copy("dcn1", Attempt.land());
        ImportOutcome outcome = harness.run(world);
        assertThat(outcome.phase()).isEqualTo(ImportPhase.SUCCEEDED);
        assertThat(Ends.assertClean(world).notes())
                .extracting(RoundNote::end)
                .extracting(RoundEnd::round, RoundEnd::attempts, RoundEnd::doneBytes, RoundEnd::reason)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, 5, 610_000L, "dcn1: connection refused"),
                        org.assertj.core.groups.Tuple.tuple(2, 10, 610_000L, "dcn1: connection refused"));
        assertThat(timers(world).getLast())
                .matches(
                        "\"dcn1: connection refused – attempt 10, 596 KiB of 977 KiB \\(61 %\\), next \\d\\d:\\d\\d:\\d\\d UTC\"");
        assertThat(attributes(world))
                .as("written on entering and on leaving trouble")
                .containsExactly(
                        "ImportStage=\"retrying\" StoresFailing=[\"dcn1\"]",
                        "ImportStage=\"running\" StoresFailing=null");
    }

    @Test
    void aStoreThatStaysAwaySpendsItsBudgetAndNoMore() {
        World world = harness.world(new ImportMethod.GlanceDirect(), false, "a", "dcn1")
                .copy("dcn1", Attempt.fail(UNAVAILABLE, "connection refused", 0, 20_000));
        ImportOutcome outcome = harness.run(world);
        assertThat(outcome.phase()).isEqualTo(ImportPhase.SUCCEEDED);
        assertThat(harness.duration(world)).isBetween(Duration.ofMinutes(2), Duration.ofMinutes(9));
        assertThat(outcome.failures())
                .singleElement()
                .satisfies(f -> assertThat(f.reason()).startsWith("dcn1: connection refused; given up after 3"));
        assertThat(Ends.assertClean(world).failed()).isEqualTo(Set.of(StoreId.of("dcn1")));
    }

    @Test
    void progressMakesTheBudgetWholeAgain() {
        World world = harness.world(new ImportMethod.GlanceDirect(), true, "dcn1");
        for (int round = 1; round <= 6; round++) {
            World.Step further = Attempt.fail(UNAVAILABLE, "reset", round * 100_000L, 200_000);
            Collections.nCopies(5, further).forEach(step -> world.copy("dcn1", step));
        }
        world.copy("dcn1", Attempt.land());
        assertThat(harness.run(world).phase())
                .as("six rounds of 200 s each, but each got further")
                .isEqualTo(ImportPhase.SUCCEEDED);
    }

    @Test
    void withoutProgressTheSameRoundsAreTooMuch() {
        World world = harness.world(new ImportMethod.GlanceDirect(), true, "dcn1")
                .copy("dcn1", Attempt.fail(UNAVAILABLE, "reset", 100_000L, 200_000));
        assertThat(harness.run(world).phase()).isEqualTo(ImportPhase.FAILED);
        assertThat(world.attempts()).as("two rounds").isEqualTo(10);
        assertThat(Ends.assertClean(world).status()).isEqualTo(ImageStatus.QUEUED);
    }

    @Test
    void drainsAreNotCharged() {
        World world = harness.world(new ImportMethod.GlanceDirect(), true, "dcn1");
        IntStream.range(0, 60)
                .forEach(i -> world.copy("dcn1", Attempt.fail(DRAINING, "worker going down", 0, 100_000)));
        world.copy("dcn1", Attempt.land());
        ImportSettings nothing = new ImportSettings(
                Duration.ofNanos(1), Duration.ofSeconds(12), 5, Duration.ofSeconds(60), Duration.ofSeconds(30));
        assertThat(harness.run(world, nothing).phase())
                .as("a budget of nothing outlives them")
                .isEqualTo(ImportPhase.SUCCEEDED);
        assertThat(Ends.assertClean(world).notes()).as("and are no news").isEmpty();
    }

    @Test
    void anAbsentCatalogIsNotChargedToTheStore() {
        World world = harness.world(new ImportMethod.GlanceDirect(), true, "dcn1");
        IntStream.range(0, 20)
                .forEach(i -> world.copy("dcn1", Attempt.fail(CATALOG_AWAY, "does not answer", 0, 100_000)));
        world.copy("dcn1", Attempt.land());
        ImportSettings nothing = new ImportSettings(
                Duration.ofNanos(1), Duration.ofSeconds(12), 5, Duration.ofSeconds(60), Duration.ofSeconds(30));
        assertThat(harness.run(world, nothing).phase())
                .as("a budget of nothing outlives it")
                .isEqualTo(ImportPhase.SUCCEEDED);
    }

    @Test
    void aSilentWorkerIsNotChargedToTheStore() {
        CountDownLatch end = new CountDownLatch(1);
        World world = harness.world(new ImportMethod.GlanceDirect(), true, "dcn1")
                .copy("dcn1", Attempt.silentUntil(end), Attempt.land());
        ImportSettings settings = new ImportSettings(
                Duration.ofNanos(1), Duration.ofSeconds(5), 1, Duration.ofSeconds(60), Duration.ofSeconds(30));
        ImportOutcome outcome = harness.run(world, settings);
        end.countDown();
        assertThat(outcome.phase())
                .as("a budget of nothing outlives a dead worker")
                .isEqualTo(ImportPhase.SUCCEEDED);
        assertThat(world.catalog.now().notes())
                .singleElement()
                .satisfies(n -> assertThat(n.end().reason()).startsWith("dcn1: no sign of life: its worker died, or"));
    }

    @Test
    void aStoreWhoseCallsHangIsGivenUp() {
        CountDownLatch end = new CountDownLatch(1);
        World world = harness.world(new ImportMethod.GlanceDirect(), false, "dcn1")
                .copy("dcn1", Attempt.silentUntil(end), Attempt.hangingUntil(end));
        ImportSettings settings = new ImportSettings(
                Duration.ofSeconds(5), Duration.ofSeconds(5), 1, Duration.ofSeconds(60), Duration.ofSeconds(30));
        ImportOutcome outcome = harness.run(world, settings);
        end.countDown();
        assertThat(outcome.phase()).isEqualTo(ImportPhase.FAILED);
        assertThat(outcome.failures())
                .extracting(StoreFailure::reason)
                .singleElement()
                .asString()
                .startsWith("dcn1: its calls do not come back; given up after 5 s");
        assertThat(world.attempts()).isEqualTo(2);
    }

    @Test
    void whatNoRetryCuresEndsTheCopyAtOnce() {
        World world = harness.world(new ImportMethod.GlanceDirect(), false, "a", "full")
                .copy("full", Attempt.fail(STORE_FULL, "no space left"));
        ImportOutcome outcome = harness.run(world);
        assertThat(outcome.phase()).isEqualTo(ImportPhase.SUCCEEDED);
        assertThat(outcome.failures()).extracting(StoreFailure::reason).containsExactly("full: no space left");
        assertThat(world.attempts()).isEqualTo(2);
        assertThat(Ends.assertClean(world).failed()).isEqualTo(Set.of(StoreId.of("full")));
    }

    @Test
    void oneStoreUndoesAllWhereAllMustSucceed() {
        World world = harness.world(new ImportMethod.GlanceDirect(), true, "a", "b", "full")
                .copy("b", Attempt.hang())
                .copy("full", harness.afterLanding(1, Attempt.fail(STORE_FULL, "no space left")));
        ImportOutcome outcome = harness.run(world);
        assertThat(outcome.phase()).isEqualTo(ImportPhase.FAILED);
        assertThat(outcome.done()).isEmpty();
        CatalogModel.Snapshot now = Ends.assertClean(world);
        assertThat(now.status()).isEqualTo(ImageStatus.QUEUED);
        assertThat(now.failed()).isEqualTo(Set.of(StoreId.of("full")));
        assertThat(now.uploads()).isEmpty();
        assertThat(attributes(world)).containsExactly("ImportStage=\"failed\" StoresFailing=[\"full\"]");
    }

    @Test
    void everyStoreFailingEndsTheImportAsFailed() {
        World world = harness.world(new ImportMethod.GlanceDirect(), false, "a", "b")
                .copy("a", Attempt.fail(STORE_FULL, "no space left"))
                .copy("b", Attempt.fail(STORE_FULL, "no space left"));
        assertThat(harness.run(world).phase()).isEqualTo(ImportPhase.FAILED);
        assertThat(Ends.assertClean(world).status()).isEqualTo(ImageStatus.QUEUED);
    }

    @Test
    void aSourceThatIsGoneEndsTheWholeNamingEveryStore() {
        World world = harness.world(new ImportMethod.WebDownload("http://example.test/i"), false, "a", "b")
                .fetch(Attempt.fail(SOURCE_LOST, "404 Not Found"))
                .copy("a", Attempt.hang())
                .copy("b", Attempt.hang());
        ImportOutcome outcome = harness.run(world);
        assertThat(outcome.phase()).isEqualTo(ImportPhase.FAILED);
        assertThat(outcome.failures())
                .extracting(StoreFailure::reason)
                .containsExactly("a: source: 404 Not Found", "b: source: 404 Not Found");
        assertThat(Ends.assertClean(world).status()).isEqualTo(ImageStatus.QUEUED);
    }

    @Test
    void theSourceHasABudgetOfItsOwn() {
        World world = harness.world(new ImportMethod.WebDownload("http://example.test/i"), false, "a")
                .fetch(Attempt.fail(SOURCE_UNAVAILABLE, "503", 5, 1_500))
                .copy("a", Attempt.hang());
        ImportSettings settings = new ImportSettings(
                Duration.ofSeconds(2), Duration.ofSeconds(12), 1, Duration.ofSeconds(60), Duration.ofSeconds(30));
        ImportOutcome outcome = harness.run(world, settings);
        assertThat(outcome.phase()).isEqualTo(ImportPhase.FAILED);
        assertThat(outcome.failures())
                .singleElement()
                .satisfies(f -> assertThat(f.reason()).startsWith("a: source: 503; given up after 3"));
        assertThat(attributes(world)).first().isEqualTo("ImportStage=\"retrying\" StoresFailing=[\"source\"]");
        Ends.assertClean(world);
    }

    @Test
    void aSourceThatSaysWhenIsNotAskedEarlierWhicheverAttemptItTells() {
        World.Step later = Attempt.later(SOURCE_UNAVAILABLE, "503", Duration.ofSeconds(50));
        World world = harness.world(new ImportMethod.WebDownload("http://example.test/i"), false, "a")
                .fetch(later, later, later, Attempt.land());
        ImportSettings rounds = new ImportSettings(
                Duration.ofMinutes(5), Duration.ofSeconds(12), 2, Duration.ofSeconds(60), Duration.ofSeconds(30));
        assertThat(harness.run(world, rounds).phase()).isEqualTo(ImportPhase.SUCCEEDED);
        assertThat(harness.duration(world)).as("two rounds").isGreaterThanOrEqualTo(Duration.ofSeconds(150));
    }

    @Test
    void whoWaitsForRoomInStagingChargesNobodyAndIsInNoTrouble() {
        World world = harness.world(new ImportMethod.WebDownload("http://example.test/i"), true, "a");
        IntStream.range(0, 20)
                .forEach(i -> world.fetch(Attempt.fail(STAGING_FULL, "staging: no room now", 100, 100_000)));
        world.fetch(Attempt.land());
        ImportSettings nothing = new ImportSettings(
                Duration.ofNanos(1), Duration.ofSeconds(12), 5, Duration.ofSeconds(60), Duration.ofSeconds(30));
        assertThat(harness.run(world, nothing).phase())
                .as("a budget of nothing outlives it")
                .isEqualTo(ImportPhase.SUCCEEDED);
        assertThat(attributes(world)).isEmpty();
        assertThat(timers(world)).isNotEmpty().allMatch(summary -> summary.contains("no room"));
    }

    @Test
    void whoFollowsAFetchWithoutRoomWaitsAsLongAndIsInNoTrouble() {
        World world = harness.world(new ImportMethod.WebDownload("http://example.test/i"), true, "a", "b");
        World.Step full = Attempt.fail(STAGING_FULL, "staging: no room now", 100, 100_000);
        World.Step left = Attempt.fail(STAGING_FULL, "staging: no room now", 0, 0);
        world.fetch(full, full, full, Attempt.land());
        world.copy("a", left, left, left, Attempt.land());
        world.copy("b", left, left, left, Attempt.land());
        assertThat(harness.run(world).phase()).isEqualTo(ImportPhase.SUCCEEDED);
        assertThat(attributes(world)).isEmpty();
        assertThat(Ends.assertClean(world).notes()).isEmpty();
        assertThat(harness.duration(world)).as("all look for room together").isLessThan(Duration.ofSeconds(90));
    }

    @Test
    void copiesThatNeedNoStagedBytesGoOnWithoutThem() {
        World world = mixed(harness);
        ImportOutcome outcome = harness.run(world);
        assertThat(outcome.done()).isEqualTo(Harness.stores("ceph"));
        assertThat(outcome.failures())
                .extracting(StoreFailure::reason)
                .containsExactlyInAnyOrder(
                        "s3: source: all copies are corrupt", "dcn1: source: all copies are corrupt");
        assertThat(Ends.assertClean(world).failed()).isEqualTo(Set.copyOf(Harness.stores("s3", "dcn1")));
    }

    @Test
    void aFetchIsStoppedWhenOnlyCopiesThatNeedItNotAreLeft() {
        CountDownLatch stopped = new CountDownLatch(1);
        World world = mixed(harness, attempt -> {
            try {
                Attempt.hang().perform(attempt);
            } finally {
                stopped.countDown();
            }
        });
        world.copy("ceph", Attempt.awaiting(stopped));
        world.copy("s3", Attempt.fail(STORE_FULL, "no space left"));
        world.copy("dcn1", Attempt.fail(STORE_FULL, "no space left"));
        assertThat(harness.run(world).done()).isEqualTo(Harness.stores("ceph"));
        Ends.assertClean(world);
    }

    @Test
    void aRoundOfTheFetchIsNoted() {
        World.Step refused = Attempt.fail(SOURCE_UNAVAILABLE, "503", 5, 1_500);
        World world = harness.world(new ImportMethod.WebDownload("http://example.test/i"), true, "a")
                .fetch(refused, refused, refused, refused, refused, Attempt.land());
        assertThat(harness.run(world).phase()).isEqualTo(ImportPhase.SUCCEEDED);
        assertThat(Ends.assertClean(world).notes()).singleElement().satisfies(note -> {
            assertThat(note.store()).isNull();
            assertThat(note.end().round()).isEqualTo(1);
            assertThat(note.end().attempts()).isEqualTo(5);
            assertThat(note.end().doneBytes()).isEqualTo(5);
            assertThat(note.end().totalBytes()).isEqualTo(Attempt.TOTAL);
            assertThat(note.end().reason()).isEqualTo("source: 503");
        });
    }

    @Test
    void aFetchIsStoppedWhenNoStoreWantsTheBytes() {
        World world = harness.world(new ImportMethod.WebDownload("http://example.test/i"), false, "a")
                .fetch(Attempt.hang())
                .copy("a", Attempt.fail(STORE_FULL, "no space left"));
        assertThat(harness.run(world).phase()).isEqualTo(ImportPhase.FAILED);
        Ends.assertClean(world);
    }

    /** One native copy, and two that follow a fetch which fails. */
    static World mixed(Harness harness) {
        CountDownLatch failed = new CountDownLatch(1);
        return mixed(harness, Attempt.after(failed::countDown, Attempt.fail(SOURCE_LOST, "all copies are corrupt")))
                .copy("ceph", Attempt.awaiting(failed))
                .copy("s3", Attempt.hang())
                .copy("dcn1", Attempt.hang());
    }

    private static World mixed(Harness harness, World.Step fetch) {
        Map<StoreId, String> obstacle = Map.of(StoreId.of("src"), "another kind of store");
        StoreSurvey survey = new StoreSurvey(
                Harness.stores("src"), Map.of(StoreId.of("s3"), obstacle, StoreId.of("dcn1"), obstacle));
        return harness.world(new ImportMethod.CopyImage(), false, survey, "ceph", "s3", "dcn1")
                .fetch(fetch);
    }

    private List<String> timers(World world) {
        return harness.history(world).getEvents().stream()
                .filter(e -> e.getEventType() == EventType.EVENT_TYPE_TIMER_STARTED)
                .map(e -> e.getUserMetadata().getSummary().getData().toStringUtf8())
                .toList();
    }

    private List<String> attributes(World world) {
        return harness.history(world).getEvents().stream()
                .filter(e -> e.getEventType() == EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES)
                .map(e -> e.getUpsertWorkflowSearchAttributesEventAttributes()
                        .getSearchAttributes()
                        .getIndexedFieldsMap())
                .map(fields -> fields.entrySet().stream()
                        .sorted(java.util.Map.Entry.comparingByKey())
                        .map(e -> e.getKey() + "="
                                + (e.getValue().getData().isEmpty()
                                        ? "null"
                                        : e.getValue().getData().toStringUtf8()))
                        .collect(java.util.stream.Collectors.joining(" ")))
                .toList();
    }
}
