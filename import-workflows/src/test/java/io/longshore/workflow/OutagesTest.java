package io.longshore.workflow;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageStatus;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportOutcome;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.ImportSettings;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutagesTest {

    private final Harness harness = new Harness(World.HERE);

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void anAbsentCatalogIsWaitedForAtTheBeginning() {
        World world = harness.world(new ImportMethod.GlanceDirect(), true, "a").loseCatalog(60);
        assertThat(harness.run(world).phase()).isEqualTo(ImportPhase.SUCCEEDED);
        List<String> timers = timers(world);
        assertThat(timers).hasSize(15).allMatch(t -> t.matches("\"catalog: connection refused – next .* UTC\""));
        assertThat(harness.history(world).getEvents())
                .as("an outage of %s does not flood the history", harness.duration(world))
                .hasSizeLessThan(150);
        assertThat(harness.duration(world)).isGreaterThan(Duration.ofMinutes(5));
    }

    @Test
    void anAbsentCatalogIsWaitedForAtTheEnd() {
        World world = harness.world(new ImportMethod.GlanceDirect(), true, "a", "b");
        world.copy("b", Attempt.after(() -> world.loseCatalog(30), Attempt.land()));
        assertThat(harness.run(world).phase()).isEqualTo(ImportPhase.SUCCEEDED);
        assertThat(Ends.assertClean(world).status()).isEqualTo(ImageStatus.ACTIVE);
        assertThat(timers(world)).isNotEmpty();
    }

    @Test
    void aSupersededRunStopsEverythingAndWritesNothing() {
        World world = harness.world(new ImportMethod.GlanceDirect(), true, "a", "b");
        world.copy("a", Attempt.hang());
        world.copy("b", Attempt.after(() -> world.catalog.plan(order(world)), Attempt.land()));
        ImportOutcome outcome = harness.run(world);
        assertThat(outcome.done()).isEmpty();
        CatalogModel.Snapshot now = world.catalog.now();
        assertThat(now.open()).as("the import belongs to the other run").isTrue();
        assertThat(now.epoch()).isEqualTo(2);
        assertThat(now.importing()).hasSize(2);
        assertThat(now.staged()).isTrue();
    }

    @Test
    void attemptsThatGotInEachOthersWayAreMadeAnewWhereNobodyElseGoesOn() {
        World.Step late = Attempt.fail(FailureKind.SUPERSEDED, "a later attempt has taken over");
        World world = harness.world(new ImportMethod.WebDownload("http://example.test/i"), true, "a", "b");
        world.fetch(late, Attempt.land());
        world.copy("b", Attempt.hang(), late, Attempt.land());
        assertThat(harness.run(world).done()).isEqualTo(Harness.stores("a", "b"));
        assertThat(Ends.assertClean(world).epoch())
                .as("begun anew by each of them")
                .isEqualTo(3);
    }

    @Test
    void aRunThatComesAfterAnotherOneFinishesWhatIsOwed() {
        World world = harness.world(new ImportMethod.GlanceDirect(), false, "a", "b");
        world.catalog.plan(order(world));
        world.catalog.landed(io.longshore.image.StoreId.of("a"), 1);
        assertThat(harness.run(world).done()).isEqualTo(Harness.stores("a", "b"));
        assertThat(Ends.assertClean(world).epoch()).isEqualTo(2);
        assertThat(world.attempts()).isEqualTo(1);
    }

    @Test
    void aHistoryGrownLongGoesOnAsANewRun() {
        World world = harness.world(new ImportMethod.WebDownload("http://example.test/i"), true, "a");
        world.catalog.haveNoRoom(700);
        WorkflowStub run = harness.start(world, ImportSettings.defaults());
        assertThat(harness.result(run, ImportOutcome.class).phase()).isEqualTo(ImportPhase.SUCCEEDED);
        assertThat(Ends.assertClean(world).epoch())
                .as("planned by a second run")
                .isEqualTo(2);
        assertThat(harness.history(world)
                        .getEvents()
                        .getFirst()
                        .getWorkflowExecutionStartedEventAttributes()
                        .getContinuedExecutionRunId())
                .isNotEmpty();
    }

    private static CatalogActivities.PlanOrder order(World world) {
        return new CatalogActivities.PlanOrder(world.request.id(), "another run", null);
    }

    private List<String> timers(World world) {
        return harness.history(world).getEvents().stream()
                .filter(e -> e.getEventType() == EventType.EVENT_TYPE_TIMER_STARTED)
                .map(e -> e.getUserMetadata().getSummary().getData().toStringUtf8())
                .toList();
    }
}
