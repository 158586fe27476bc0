package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.support.Await;
import io.longshore.support.EngineUnderTest;
import io.longshore.support.FileContent;
import io.longshore.support.ImageClient;
import io.longshore.support.PacedSource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many imports of several projects are accepted as fast as they can be asked for; {@code -Dcrowd.imports=N} makes it more. */
final class CrowdIT {

    private static final Duration PATIENCE = Duration.ofMinutes(20);
    private static final int IMPORTS = Integer.getInteger("crowd.imports", 1000);
    private static final int PROJECTS = 4;
    private static final int CLIENTS = 8;
    private static final int BYTES = 64 << 10;
    private static final List<String> TARGETS = List.of("fast", "cheap");

    @TempDir
    Path directory;

    @Test
    void allFinishAndNothingIsLeftOver() throws ExecutionException, InterruptedException {
        byte[] content = PacedSource.content(BYTES);
        try (EngineUnderTest engine = new EngineUnderTest(directory);
                PacedSource source = new PacedSource(content, Long.MAX_VALUE >> 40)) {
            ImageClient client = engine.client();
            long began = System.nanoTime();
            List<String> images = accepted(client, source);
            long accepted = System.nanoTime();
            // The last one to be accepted sees the others go.
            Falling falling = new Falling(client, images.getLast());
            awaitAll(client, images, falling);
            long done = System.nanoTime();
            System.out.printf(
                    "%d imports of %d KiB into %d stores: accepted in %.1f s, all done after %.1f s, %.1f a second; %s%n",
                    IMPORTS,
                    BYTES >> 10,
                    TARGETS.size(),
                    (accepted - began) / 1e9,
                    (done - began) / 1e9,
                    IMPORTS / ((done - began) / 1e9),
                    falling);
            for (String image : images) {
                JsonNode shown = client.show(image);
                assertThat(shown.get("status").asText()).isEqualTo("active");
                assertThat(shown.get("stores").asText()).isEqualTo("cheap,fast");
                assertThat(shown.get("os_glance_failed_import").asText()).isEmpty();
            }
            for (String store : EngineUnderTest.STORES) {
                if (TARGETS.contains(store)) {
                    // What an attempt left behind that was begun anew is reclaimed a little later.
                    Await.until(
                            PATIENCE,
                            () -> store + " holds " + engine.contents(store).size(),
                            () -> engine.contents(store).size() == images.size());
                    List<String> copies = engine.contents(store);
                    // A copy that was begun again has a number behind the image's id.
                    assertThat(copies.stream().map(copy -> copy.substring(0, 36)))
                            .containsExactlyInAnyOrderElementsOf(images);
                    for (String copy : copies) {
                        FileContent.assertHolds(engine.store(store).resolve(copy), content);
                    }
                } else {
                    assertThat(engine.contents(store)).isEmpty();
                }
            }
            Await.until(
                    PATIENCE,
                    () -> "staging holds " + engine.staged(),
                    () -> engine.staged().isEmpty());
        }
    }

    /** As many as are wanted, by several clients, of several projects in turn. */
    private static List<String> accepted(ImageClient client, PacedSource source)
            throws ExecutionException, InterruptedException {
        List<Future<List<String>>> asked = new ArrayList<>();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int c = 0; c < CLIENTS; c++) {
                int first = c;
                asked.add(clients.submit(() -> {
                    List<String> images = new ArrayList<>();
                    for (int i = first; i < IMPORTS; i += CLIENTS) {
                        String image = client.create("of a crowd", "project-" + i % PROJECTS);
                        ImageClient.Answer answer;
                        do {
                            answer = client.importInto(image, source.method(), i % 2 == 0, TARGETS);
                        } while (answer.status() == 503);
                        answer.expect(202);
                        images.add(image);
                    }
                    return images;
                }));
            }
        }
        List<String> images = new ArrayList<>();
        for (Future<List<String>> some : asked) {
            images.addAll(some.get());
        }
        return images;
    }

    /** Asks for one after the other, so that asking costs next to nothing. */
    private static void awaitAll(ImageClient client, List<String> images, Falling falling) {
        Deque<String> open = new ArrayDeque<>(images);
        Await.until(
                PATIENCE, () -> open.size() + " imports are open, one is " + client.progress(open.getFirst()), () -> {
                    falling.look();
                    while (!open.isEmpty() && !client.show(open.getFirst()).has("os_glance_import_task")) {
                        open.removeFirst();
                    }
                    return open.isEmpty();
                });
    }

    /** How many imports are ahead of one that waits: ever fewer. */
    private static final class Falling {

        private final ImageClient client;
        private final String image;
        private final List<Integer> seen = new ArrayList<>();

        Falling(ImageClient client, String image) {
            this.client = client;
            this.image = image;
        }

        void look() {
            JsonNode ahead = client.progress(image).get("imports_ahead");
            if (ahead.isInt()) {
                assertThat(ahead.asInt()).isLessThanOrEqualTo(seen.isEmpty() ? IMPORTS : seen.getLast());
                seen.add(ahead.asInt());
            }
        }

        @Override
        public String toString() {
            return seen.isEmpty()
                    ? "none had to wait when all were accepted"
                    : "the last one had " + seen.getFirst() + " imports ahead, and then " + seen.getLast();
        }
    }
}
