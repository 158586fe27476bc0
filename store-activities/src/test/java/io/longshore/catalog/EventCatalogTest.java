package io.longshore.catalog;

import static io.longshore.catalog.CatalogFixture.A;
import static io.longshore.catalog.CatalogFixture.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.catalog.EventCatalog.Event;
import io.longshore.catalog.EventCatalog.Priority;
import io.longshore.image.ContainerFormat;
import io.longshore.image.FailureKind;
import io.longshore.image.Image;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.image.Visibility;
import io.longshore.importing.CopyPlan;
import io.longshore.importing.ImportId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is told of an image's life, in the words of the Image API's notifications. */
final class EventCatalogTest {

    private final CatalogFixture fixture = new CatalogFixture();
    private final Catalog catalog = fixture.catalog;

    @Test
    void anImportIsATaskWithALife() throws Exception {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, true, A);
        int epoch = catalog.runs().begin(id, "run-1").epoch();
        catalog.runs().begin(id, "run-1");
        List<CopyPlan> copies = List.of();
        catalog.runs().planned(id, epoch, copies, CatalogFixture.PLACE, null);
        StagedRow staged = catalog.staging().beginFetch(id, epoch, CatalogFixture.PLACE);
        catalog.staging().sealed(id, epoch, staged.generation(), CatalogFixture.MANIFEST, 5L);
        fixture.land(id, epoch, A);
        catalog.runs().end(id, epoch, ImportEnd.Kind.SETTLED, List.of(), null);
        List<Event> events = told();
        assertThat(events)
                .extracting(Event::type)
                .containsExactly(
                        "image.create",
                        "task.create",
                        "image.update",
                        "task.run",
                        "task.processing",
                        "image.prepare",
                        "image.upload",
                        "image.activate",
                        "image.update",
                        "task.success");
        assertThat(events).extracting(Event::priority).containsOnly(Priority.INFO);
        List<JsonNode> tasks = events.stream()
                .filter(e -> e.type().startsWith("task."))
                .map(EventCatalogTest::payload)
                .toList();
        assertThat(tasks)
                .extracting(task -> task.get("status").asText())
                .containsExactly("pending", "pending", "processing", "success");
        assertThat(tasks).allSatisfy(task -> {
            assertThat(task.fieldNames())
                    .toIterable()
                    .containsExactlyInAnyOrder(
                            "id",
                            "type",
                            "status",
                            "result",
                            "owner",
                            "message",
                            "expires_at",
                            "created_at",
                            "updated_at",
                            "deleted",
                            "deleted_at");
            assertThat(task.get("id").asText()).isEqualTo(id.toString());
            assertThat(task.get("owner").asText()).isEqualTo("project");
            assertThat(task.get("result").isNull()).isTrue();
            assertThat(task.get("message").isNull()).isTrue();
        });
        assertThat(tasks.getFirst().get("expires_at").isNull()).isTrue();
        assertThat(tasks.getLast().get("expires_at").asText()).endsWith("Z");
        JsonNode accepted = payload(events.get(2)).get("properties");
        assertThat(accepted.get("os_glance_import_task").asText()).isEqualTo(id.toString());
        assertThat(accepted.get("os_glance_importing_to_stores").asText()).isEqualTo("a");
        assertThat(accepted.get("os_glance_failed_import").asText()).isEmpty();
        JsonNode ended = payload(events.get(8)).get("properties");
        assertThat(ended.has("os_glance_import_task")).isFalse();
        assertThat(ended.get("os_glance_importing_to_stores").asText()).isEmpty();
    }

    @Test
    void whatIsCreatedIsAnsweredToldAndFoundAlike() {
        NewImage asked = new NewImage(
                ImageId.random(),
                "näme \\ \"",
                Visibility.PRIVATE,
                true,
                true,
                null,
                1,
                2,
                null,
                ContainerFormat.BARE,
                new LinkedHashSet<>(List.of("z", "a")),
                new TreeMap<>(Map.of("aa", "", "k", "v:1 ?")));
        Image created = catalog.images().create(asked);
        Image found = catalog.images().find(asked.id()).orElseThrow();
        assertThat(created).isEqualTo(found);
        assertThat(created.properties().keySet())
                .containsExactlyElementsOf(found.properties().keySet());
        JsonNode told = payload(told().getFirst());
        assertThat(told.get("name").asText()).isEqualTo(asked.name());
        assertThat(told.get("tags")).extracting(JsonNode::asText).containsExactly("z", "a");
        assertThat(told.get("properties").get("k").asText()).isEqualTo("v:1 ?");
        assertThat(told.get("status").asText()).isEqualTo("queued");
        assertThat(told.get("owner").isNull()).isTrue();
        assertThat(told.get("created_at").asText()).isEqualTo(EventCatalog.time(created.createdAt()));
        assertThat(told.get("updated_at")).isEqualTo(told.get("created_at"));

        assertThatThrownBy(() -> catalog.images().create(asked))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.ALREADY_EXISTS));
        assertThat(told()).isEmpty();
    }

    @Test
    void aCopyThatWillNotBeIsAnUploadThatFailed() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, false, A, B);
        int epoch = fixture.fetched(id);
        catalog.runs().storeFailed(id, epoch, CatalogFixture.failure(A));
        catalog.runs().storeFailed(id, epoch, CatalogFixture.failure(A));
        catalog.runs().end(id, epoch, ImportEnd.Kind.SETTLED, List.of(CatalogFixture.failure(B)), null);
        List<Event> failed =
                told().stream().filter(e -> e.priority() == Priority.ERROR).toList();
        assertThat(failed).extracting(Event::type).containsOnly("image.upload");
        assertThat(failed)
                .extracting(e -> payload(e).asText())
                .containsExactly(
                        "Failed to upload image data for image " + image + ": a: full",
                        "Failed to upload image data for image " + image + ": b: full");
        assertThat(told()).isEmpty();
    }

    @Test
    void whatIsCutShortHasFailed() {
        ImageId image = fixture.queued().id();
        ImportId id = fixture.webDownload(image, false, A, B);
        int epoch = fixture.fetched(id);
        fixture.land(id, epoch, A);
        catalog.imports().cancel(id, "cancelled");
        List<Event> events = told();
        assertThat(events)
                .filteredOn(e -> e.priority() == Priority.ERROR)
                .extracting(e -> payload(e).asText())
                .containsExactly("Failed to upload image data for image " + image + ": store b: cancelled");
        assertThat(events.getLast().type()).isEqualTo("task.failure");

        ImageId prepared = fixture.queued().id();
        ImportId third = fixture.webDownload(prepared, true, A, B);
        fixture.attempt(third, fixture.fetched(third), A);
        catalog.images().delete(prepared, any -> {});
        assertThat(told())
                .filteredOn(e -> e.priority() == Priority.ERROR)
                .extracting(e -> payload(e).asText())
                .as("one end for each beginning")
                .containsExactly(
                        "Failed to upload image data for image " + prepared + ": store a: the image was deleted");

        ImageId deleted = fixture.queued().id();
        fixture.webDownload(deleted, true, A);
        catalog.images().delete(deleted, any -> {});
        assertThat(told())
                .extracting(Event::type)
                .containsExactly("image.create", "task.create", "image.update", "image.delete", "task.failure");
    }

    @Test
    void aMemberThatIsGoneSaysSince() {
        ImageId image = fixture.queued().id();
        catalog.members().add(image, "other", (any, count) -> {});
        catalog.members().remove(image, "other");
        List<Event> events = told();
        assertThat(payload(events.get(1)).get("deleted_at").isNull()).isTrue();
        assertThat(payload(events.get(2)).get("deleted").asBoolean()).isTrue();
        assertThat(payload(events.get(2)).get("deleted_at").asText()).endsWith("Z");
    }

    private List<Event> told() {
        List<Event> events = new ArrayList<>();
        catalog.events().announce(100, events::add);
        return events;
    }

    private static JsonNode payload(Event event) {
        try {
            return ImageRows.JSON.readTree(event.payload());
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
