package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.FaultPosition.Event;
import io.longshore.FaultPosition.Phase;
import io.longshore.FaultPosition.Way;
import io.longshore.image.FailureKind;
import io.longshore.store.Fault;
import io.longshore.store.FaultyStore.Point;
import io.longshore.store.Gate;
import io.longshore.support.Await;
import io.longshore.support.CatalogEye;
import io.longshore.support.FaultyEngine;
import io.longshore.support.ImageClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One position, tried: an import meets it and ends; then everything must agree, and the image is imported again. */
final class FaultTrial implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String GLANCE_DIRECT = "{\"name\":\"glance-direct\"}";
    private static final String COPY_IMAGE = "{\"name\":\"copy-image\"}";

    private final FaultPosition position;
    private final FaultyEngine engine;
    private final ImageClient client;
    private final CatalogEye catalog;
    private final Random random;
    private final byte[] bytes;
    private final String image;
    private final boolean ofOthers;

    /** With an image of its own. */
    FaultTrial(FaultPosition position, FaultyEngine engine, long seed) {
        this(position, engine, seed, null);
    }

    /**
     * @param shared an image that its store a holds already, and that stays; none: one of its own
     */
    FaultTrial(FaultPosition position, FaultyEngine engine, long seed, @Nullable String shared) {
        this.position = position;
        this.engine = engine;
        this.client = engine.client();
        this.catalog = engine.catalog();
        this.random = new Random(seed + position.on(0).toString().hashCode());
        this.bytes = new byte[70_000 + random.nextInt(300_000)];
        random.nextBytes(bytes);
        this.ofOthers = shared != null;
        this.image = shared == null ? client.create(position.toString()) : shared;
    }

    void run() {
        if (!ofOthers) {
            prepare();
        }
        Gate gate = new Gate();
        engine.store(position.id(position.store())).with(position.fault(failing(gate)));
        arm();
        importInto(position.targets(), position.must()).expect(202);
        if (position.event().isWord()) {
            gate.awaitArrival();
            say(gate);
        }
        if (position.event() == Event.DELETE) {
            client.get("/v2/images/" + image).expect(404);
        } else {
            checkEnd();
            gate.open();
            importAgain();
            leave();
        }
        heal();
        await(
                "nothing is left",
                CatalogEye.Seen::locationNames,
                seen -> seen.reclaim().isEmpty());
    }

    private void leave() {
        if (ofOthers) {
            position.targets()
                    .forEach(store ->
                            client.delete("/v2/stores/" + store + "/" + image).expect(204));
        } else {
            client.delete("/v2/images/" + image).expect(204);
        }
    }

    private Fault failing(Gate gate) {
        return position.event().isWord() || position.event() == Event.HANGS
                ? Fault.blocking(gate)
                : position.failure(random);
    }

    private void prepare() {
        if (position.way() == Way.STAGED) {
            stage();
        } else {
            client.upload(image, () -> new ByteArrayInputStream(bytes), Map.of("X-Image-Meta-Store", position.id("a")))
                    .expect(204);
        }
    }

    private void stage() {
        client.stage(image, () -> new ByteArrayInputStream(bytes)).expect(204);
    }

    private ImageClient.Answer importInto(Set<String> targets, boolean must) {
        boolean copy = !client.show(image).get("status").asText().equals("uploading");
        return client.importInto(image, copy ? COPY_IMAGE : GLANCE_DIRECT, must, List.copyOf(targets));
    }

    /** What else goes wrong. */
    private void arm() {
        if (position.phase() == Phase.RESUME) {
            engine.store(position.id(position.store()))
                    .with(Fault.failing(FailureKind.UNAVAILABLE, "passing")
                            .at(Point.WRITE)
                            .once());
        }
        Fault held = Fault.failing(FailureKind.UNAVAILABLE, "does not delete").at(Point.DELETE);
        switch (position.event()) {
            case REFUSES_AND_HOLDS ->
                engine.store(position.id(position.store())).with(held);
            case REFUSES_AND_HOLDS_ONCE ->
                engine.store(position.id(position.store())).with(held.once());
            case REFUSES_AND_ANOTHER_HOLDS -> engine.store(another()).with(held);
            case REFUSES_AND_ANOTHER_HOLDS_ONCE -> engine.store(another()).with(held.once());
            case FAILS_ONCE, FAILS_FOR_GOOD, REFUSES, HANGS, CANCEL, SKIP, DELETE -> {}
        }
    }

    private String another() {
        return position.targets().stream()
                .filter(id -> !id.equals(position.id(position.store())))
                .findFirst()
                .orElseThrow();
    }

    /** Says the word while the store has not answered. */
    private void say(Gate gate) {
        ImageClient.Answer said = switch (position.event()) {
            case CANCEL -> client.post("/longshore/v1/imports/" + image + "/cancel", "");
            case SKIP -> client.post("/longshore/v1/imports/" + image + "/skip/" + position.id(position.store()), "");
            default -> client.delete("/v2/images/" + image);
        };
        gate.open();
        assertThat(said.status()).isEqualTo(position.event() == Event.DELETE ? 204 : 202);
    }

    private void checkEnd() {
        CatalogEye.Seen end = awaitEnd();
        Set<String> landed = new TreeSet<>(end.locations().keySet());
        assertThat(landed).as("earlier copies").containsAll(position.sources());
        landed.removeAll(position.sources());
        if (position.isCertain()) {
            assertThat(landed).as("copies of %s", end).isEqualTo(position.mayLand());
        } else {
            assertThat(position.mayLand()).as("copies of %s", end).containsAll(landed);
        }
        assertThat(end.isLocked()).as("locked").isFalse();
        assertThat(end.importing()).as("importing list").isEmpty();
        assertThat(position.isRightlyFailed(end.failed(), landed))
                .as("failed list of %s", end)
                .isTrue();
        assertThat(end.status()).isEqualTo(end.locations().isEmpty() ? "queued" : "active");
        assertThat(end.phase()).as("phase of %s", end).isEqualTo(position.phaseAfter(landed));
        assertThat(end.unseen()).as("unseen locations").isZero();
        assertThat(end.strays()).as("uploads that nobody owns").isZero();
        assertThat(end.staged()).as("staged").isZero();
        checkWire(end);
        Await.until(
                PATIENCE, () -> "staging is empty", () -> engine.staged(image).isEmpty());
        await("stores hold what the catalog names, or means to delete", FaultTrial::named, seen -> true);
    }

    private CatalogEye.Seen awaitEnd() {
        CatalogEye.Seen[] last = {catalog.see(image)};
        Await.until(PATIENCE, () -> "the import ends: " + last[0], () -> {
            last[0] = catalog.see(image);
            return !last[0].isOpen();
        });
        return last[0];
    }

    private void checkWire(CatalogEye.Seen end) {
        JsonNode shown = client.show(image);
        assertThat(shown.path("os_glance_importing_to_stores").asText("missing"))
                .isEmpty();
        assertThat(shown.path("os_glance_failed_import").asText("missing")).isEqualTo(String.join(",", end.failed()));
        assertThat(shown.has("os_glance_import_task")).isFalse();
        assertThat(shown.path("stores").asText(""))
                .isEqualTo(String.join(",", end.locations().keySet()));
        assertThat(shown.get("size").isNull()).isEqualTo(end.locations().isEmpty());
        JsonNode tasks =
                client.get("/v2/images/" + image + "/tasks").expect(200).json().get("tasks");
        assertThat(tasks.get(tasks.size() - 1).get("status").asText())
                .isEqualTo(end.phase().equals("succeeded") ? "success" : "failure");
    }

    /** The image goes where it is not yet: at once even where a store does not delete, else when all are well again. */
    private void importAgain() {
        if (!position.event().holdsLong()) {
            heal();
        } else {
            engine.store(position.id(position.store())).heal();
            engine.store(position.event() == Event.REFUSES_AND_HOLDS ? position.id(position.store()) : another())
                    .with(Fault.failing(FailureKind.UNAVAILABLE, "does not delete")
                            .at(Point.DELETE));
        }
        Set<String> missing = new TreeSet<>(position.targets());
        missing.removeAll(catalog.see(image).locations().keySet());
        if (!missing.isEmpty()) {
            if (client.show(image).get("status").asText().equals("queued")) {
                stage();
            }
            importInto(missing, true).expect(202);
        }
        Set<String> all = new TreeSet<>(position.targets());
        all.addAll(position.sources());
        awaitEnd();
        JsonNode done = client.show(image);
        assertThat(done.get("status").asText()).isEqualTo("active");
        assertThat(done.get("stores").asText()).isEqualTo(String.join(",", all));
        assertThat(done.get("os_glance_failed_import").asText()).isEmpty();
        heal();
        await(
                "stores hold the copies and nothing else",
                CatalogEye.Seen::locationNames,
                seen -> seen.reclaim().isEmpty() && seen.strays() == 0);
        catalog.see(image)
                .locations()
                .forEach((store, files) -> files.forEach(file -> assertThat(isWhole(engine.file(store, file)))
                        .as("%s in %s is the image", file, store)
                        .isTrue()));
    }

    private boolean isWhole(Path file) {
        try {
            return ofOthers
                    ? Files.mismatch(engine.file(position.id("a"), image), file) < 0
                    : Arrays.equals(Files.readAllBytes(file), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> named(CatalogEye.Seen seen) {
        Set<String> named = seen.locationNames();
        named.addAll(seen.reclaimNames());
        return named;
    }

    private void heal() {
        position.ids().forEach(id -> engine.store(id).heal());
    }

    /** Waits until the stores hold every location, and nothing but what {@code allowed} says. */
    private void await(
            String what, Function<CatalogEye.Seen, Set<String>> allowed, Predicate<CatalogEye.Seen> condition) {
        Await.until(PATIENCE, () -> what + ": " + contents() + " for " + catalog.see(image), () -> {
            CatalogEye.Seen seen = catalog.see(image);
            List<String> contents = contents();
            return contents.containsAll(seen.locationNames())
                    && allowed.apply(seen).containsAll(contents)
                    && condition.test(seen);
        });
    }

    /** {@code store/name} of everything of the image that lies in the position's stores. */
    private List<String> contents() {
        List<String> contents = new ArrayList<>();
        position.ids()
                .forEach(id -> engine.contents(id).stream()
                        .filter(name -> name.startsWith(image))
                        .forEach(name -> contents.add(id + "/" + name)));
        return contents;
    }

    @Override
    public void close() {
        catalog.close();
    }
}
