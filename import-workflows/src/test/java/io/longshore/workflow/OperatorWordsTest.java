package io.longshore.workflow;

import static io.longshore.image.FailureKind.UNAVAILABLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.longshore.image.ImageStatus;
import io.longshore.image.StoreId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportOutcome;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.ImportSettings;
import io.longshore.importing.StoreFailure;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowFailedException;
import io.temporal.failure.CanceledFailure;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorWordsTest {

    private final Harness harness = new Harness(World.HERE);

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void cancelUndoesWhatMustSucceedEverywhere() {
        World world = harness.world(new ImportMethod.GlanceDirect(), true, "a", "b");
        world.copy("b", harness.afterLanding(1, Attempt.after(cancel(world), Attempt.hang())));
        ImportOutcome outcome = harness.run(world);
        assertThat(outcome.phase()).isEqualTo(ImportPhase.CANCELLED);
        assertThat(outcome.failures()).extracting(StoreFailure::reason).containsExactly("cancelled", "cancelled");
        CatalogModel.Snapshot now = Ends.assertClean(world);
        assertThat(now.status()).isEqualTo(ImageStatus.QUEUED);
        assertThat(now.uploads()).isEmpty();
        assertThat(now.failed()).isEqualTo(Set.copyOf(Harness.stores("a", "b")));
    }

    @Test
    void cancelKeepsWhatHasLandedWhereItMay() {
        World world = harness.world(new ImportMethod.GlanceDirect(), false, "a", "b");
        world.copy("b", Attempt.fail(UNAVAILABLE, "connection refused")).whenNoted(cancel(world));
        ImportOutcome outcome = harness.run(world);
        assertThat(outcome.phase()).isEqualTo(ImportPhase.CANCELLED);
        assertThat(outcome.done()).isEqualTo(Harness.stores("a"));
        CatalogModel.Snapshot now = Ends.assertClean(world);
        assertThat(now.status()).isEqualTo(ImageStatus.ACTIVE);
        assertThat(now.failed()).isEqualTo(Set.of(StoreId.of("b")));
    }

    @Test
    void cancelEndsTheWaitForAPlace() {
        World world = harness.world(new ImportMethod.WebDownload("http://example.test/i"), true, "a");
        world.catalog.haveNoRoom(Integer.MAX_VALUE);
        var run = harness.start(world, ImportSettings.defaults());
        harness.later(Duration.ofSeconds(25), cancel(world));
        assertThat(harness.result(run, ImportOutcome.class).phase()).isEqualTo(ImportPhase.CANCELLED);
        assertThat(harness.duration(world)).isLessThan(Duration.ofSeconds(30));
        assertThat(world.attempts()).isZero();
    }

    @Test
    void aDeletedImageIsLetGo() {
        World world = harness.world(new ImportMethod.GlanceDirect(), false, "a", "b");
        world.copy(
                "b",
                harness.afterLanding(1, Attempt.after(harness.word(world, world.catalog::delete), Attempt.hang())));
        assertThat(harness.run(world).phase()).isEqualTo(ImportPhase.CANCELLED);
        CatalogModel.Snapshot now = Ends.assertClean(world);
        assertThat(now.status()).isEqualTo(ImageStatus.DELETED);
        assertThat(now.uploads()).as("landed and partial copies are gone").isEmpty();
    }

    @Test
    void aCopyThatTheCatalogRefusesBeforeTheRunHasHeardWhyIsNoDefect() {
        World world = harness.world(new ImportMethod.GlanceDirect(), true, "a", "b");
        world.copy(
                "b", harness.afterLanding(1, Attempt.after(() -> world.catalog.cancel("cancelled"), Attempt.land())));
        assertThat(harness.run(world).phase()).isEqualTo(ImportPhase.CANCELLED);
        Ends.assertClean(world);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aSkippedStoreIsGivenUpAndTheOthersGoOn(boolean told) {
        World world = harness.world(new ImportMethod.GlanceDirect(), false, "a", "b", "c");
        Runnable skip = () -> world.catalog.skip(StoreId.of("b"));
        world.copy(
                "b",
                harness.afterLanding(
                        2,
                        Attempt.after(
                                told ? harness.word(world, skip) : skip, told ? Attempt.hang() : Attempt.land())));
        ImportOutcome outcome = harness.run(world);
        assertThat(outcome.phase()).isEqualTo(ImportPhase.SUCCEEDED);
        assertThat(outcome.done()).isEqualTo(Harness.stores("a", "c"));
        CatalogModel.Snapshot now = Ends.assertClean(world);
        assertThat(now.failed()).isEqualTo(Set.of(StoreId.of("b")));
        assertThat(now.locations()).isEqualTo(Set.copyOf(Harness.stores("a", "c")));
    }

    @Test
    void nothingIsReadForAnImportThatEveryStoreWasGivenUpOfBeforeItBegan() {
        World world = harness.world(new ImportMethod.WebDownload("http://example.test/i"), false, "a", "b");
        world.catalog.skip(StoreId.of("a"));
        world.catalog.skip(StoreId.of("b"));
        assertThat(harness.run(world).phase()).isEqualTo(ImportPhase.FAILED);
        assertThat(world.attempts()).isZero();
        assertThat(Ends.assertClean(world).failed()).isEqualTo(Set.copyOf(Harness.stores("a", "b")));
    }

    @Test
    void aPausedStoreCanBeSkipped() {
        World world = harness.world(new ImportMethod.GlanceDirect(), false, "a", "b");
        world.copy("b", Attempt.fail(UNAVAILABLE, "connection refused"))
                .whenNoted(harness.word(world, () -> world.catalog.skip(StoreId.of("b"))));
        assertThat(harness.run(world).done()).isEqualTo(Harness.stores("a"));
        assertThat(world.attempts()).as("one of a, one round of b").isEqualTo(6);
        assertThat(Ends.assertClean(world).failed()).isEqualTo(Set.of(StoreId.of("b")));
    }

    @Test
    void retryEndsThePauseAndMakesTheBudgetWhole() {
        World world = harness.world(new ImportMethod.GlanceDirect(), true, "b");
        World.Step refused = Attempt.fail(UNAVAILABLE, "connection refused", 0, 275_000);
        for (int i = 0; i < 10; i++) {
            world.copy("b", refused);
        }
        world.copy("b", Attempt.land());
        Runnable retry = harness.word(world, () -> world.catalog.retry(StoreId.of("b")));
        world.whenNoted(() -> {
            retry.run();
            world.whenNoted(retry);
        });
        assertThat(harness.run(world).phase())
                .as("two rounds of 275 s would be too much without a word")
                .isEqualTo(ImportPhase.SUCCEEDED);
        assertThat(Ends.assertClean(world).notes())
                .extracting(note -> note.end().round())
                .containsExactly(1, 2);
        assertThat(harness.history(world).getEvents())
                .as("no pause ran to its end")
                .noneMatch(e -> e.getEventType() == EventType.EVENT_TYPE_TIMER_FIRED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aCancelInTemporalIsAWordLikeAnother(boolean must) {
        World world = harness.world(new ImportMethod.WebDownload("http://example.test/i"), must, "a", "b");
        Runnable cancel =
                () -> harness.client().newUntypedWorkflowStub(Harness.id(world)).cancel();
        world.fetch(Attempt.hang()).copy("a", Attempt.hang()).copy("b", Attempt.after(cancel, Attempt.hang()));
        assertThatThrownBy(() -> harness.run(world))
                .isInstanceOf(WorkflowFailedException.class)
                .hasCauseInstanceOf(CanceledFailure.class);
        CatalogModel.Snapshot now = Ends.assertClean(world);
        assertThat(now.phase()).isEqualTo(ImportPhase.CANCELLED);
        assertThat(now.reasons().values()).containsOnly("cancelled in Temporal");
        assertThat(now.status()).isEqualTo(ImageStatus.QUEUED);
        assertThat(now.uploads()).isEmpty();
    }

    private Runnable cancel(World world) {
        return harness.word(world, () -> world.catalog.cancel("cancelled"));
    }
}
