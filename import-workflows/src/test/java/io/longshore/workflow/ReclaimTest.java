package io.longshore.workflow;

import static io.longshore.image.FailureKind.STORE_FULL;
import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.StoreId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportPhase;
import io.longshore.importing.ReclaimTicket;
import io.temporal.api.enums.v1.EventType;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReclaimTest {

    private final Harness harness = new Harness(World.HERE);

    @AfterEach
    void close() {
        harness.close();
    }

    @Test
    void aStoreThatLetsGoInTimeIsReclaimedByTheRunItself() {
        World world = failing();
        world.catalog.hold(StoreId.of("a"));
        harness.later(Duration.ofSeconds(10), world.catalog::letGo);
        assertThat(harness.run(world).phase()).isEqualTo(ImportPhase.FAILED);
        assertThat(Ends.assertClean(world).uploads()).isEmpty();
        assertThat(stages(world)).containsExactly("reclaiming", "failed");
    }

    @Test
    void whatIsLeftIsHandedToARunOfItsOwn() {
        World world = failing();
        world.catalog.hold(StoreId.of("a"));
        assertThat(harness.run(world).phase()).isEqualTo(ImportPhase.FAILED);
        assertThat(harness.duration(world)).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(40));
        assertThat(Ends.assertConsistent(world).toReclaim()).isEqualTo(Set.of(StoreId.of("a")));
        harness.later(Duration.ofHours(30), world.catalog::letGo);
        WorkflowStub reclaim = harness.client().newUntypedWorkflowStub(reclaimId(world));
        assertThat(harness.result(reclaim, Integer.class)).isEqualTo(1);
        assertThat(Ends.assertClean(world).uploads()).isEmpty();
        assertThat(reclaim.describe().getTypedSearchAttributes().get(SearchAttributes.IMPORT_STAGE))
                .isEqualTo("reclaiming");
    }

    @Test
    void oneRunAnImageIsEnough() {
        World world = failing();
        world.catalog.hold(StoreId.of("a"));
        WorkflowStub first = WorkflowStub.fromTyped(harness.client()
                .newWorkflowStub(
                        ReclaimWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setTaskQueue(TaskQueues.IMPORTS)
                                .setWorkflowId(reclaimId(world))
                                .build()));
        harness.later(Duration.ofSeconds(5), () -> first.start(new ReclaimTicket(world.request.imageId(), "project")));
        assertThat(harness.run(world).phase()).isEqualTo(ImportPhase.FAILED);
        world.catalog.letGo();
        assertThat(harness.result(first, Integer.class))
                .as("the run that was there already did it")
                .isEqualTo(1);
        assertThat(Ends.assertClean(world).uploads()).isEmpty();
    }

    private World failing() {
        return harness.world(new ImportMethod.GlanceDirect(), true, "a", "full")
                .copy("full", harness.afterLanding(1, Attempt.fail(STORE_FULL, "no space left")));
    }

    private List<String> stages(World world) {
        return harness.history(world).getEvents().stream()
                .filter(e -> e.getEventType() == EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES)
                .map(e -> e.getUpsertWorkflowSearchAttributesEventAttributes()
                        .getSearchAttributes()
                        .getIndexedFieldsOrThrow("ImportStage")
                        .getData()
                        .toStringUtf8()
                        .replace("\"", ""))
                .toList();
    }

    private static String reclaimId(World world) {
        return WorkflowIds.ofReclaim(world.request.imageId());
    }
}
