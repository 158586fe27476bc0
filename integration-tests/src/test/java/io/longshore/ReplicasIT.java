package io.longshore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.support.Attempts;
import io.longshore.support.FileContent;
import io.longshore.support.ImageClient;
import io.longshore.support.Knobs;
import io.longshore.support.LongshoreProcess;
import io.longshore.support.Site;
import io.longshore.support.SlowSource;
import io.temporal.api.history.v1.HistoryEvent;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Two API processes and a worker, all with one staging directory: whichever is asked, and whichever dies. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReplicasIT {

    private static final String GLANCE_DIRECT = "{\"name\":\"glance-direct\"}";
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int MIB = 1 << 20;

    @TempDir
    static Path directory;

    private Site site;
    private LongshoreProcess one;
    private LongshoreProcess worker;
    private ImageClient first;
    private ImageClient second;

    @BeforeAll
    void start() {
        site = new Site(directory, Knobs.usual().withHeartbeatTimeout("30s"));
        one = site.shared("one", "api");
        second = site.shared("two", "api").client();
        worker = site.shared("worker-1", "worker");
        first = one.client();
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @AfterEach
    void everythingRunsAgain() {
        for (LongshoreProcess process : List.of(one, worker)) {
            if (!process.isRunning()) {
                process.start();
            }
        }
    }

    @Test
    void oneStagesAnotherImportsAndNeitherNeedsTheOther() {
        byte[] bytes = bytes(12_000_001);
        String image = first.create("staged on one");
        first.stage(image, () -> new ByteArrayInputStream(bytes)).expect(204);
        one.kill();
        second.importInto(image, GLANCE_DIRECT, true, List.of("fast", "cheap")).expect(202);
        assertWhole(second, image, bytes, "cheap", "fast");
        one.start();
        assertThat(first.show(image).get("status").asText()).isEqualTo("active");
    }

    @Test
    void anImportOutlivesTheProcessThatAcceptedIt() {
        byte[] bytes = bytes(24 * MIB);
        try (SlowSource source = new SlowSource(bytes)) {
            String image = begun(first, source, 10, List.of("fast", "edge1"));
            one.kill();
            source.releaseAll();
            assertWhole(second, image, bytes, "edge1", "fast");
            assertThat(source.sentBytes()).as("not read anew").isLessThan(bytes.length + 10L * MIB);
        }
    }

    @Test
    void anImportOutlivesTheWorkerThatCarriesIt() {
        byte[] bytes = bytes(48 * MIB);
        try (SlowSource source = new SlowSource(bytes)) {
            String image = begun(second, source, 32, List.of("fast", "edge2"));
            worker.kill();
            source.releaseAll();
            worker.start();
            assertWhole(first, image, bytes, "edge2", "fast");
            assertThat(source.sentBytes()).as("not read anew").isLessThan(bytes.length + 24L * MIB);
        }
    }

    @Test
    void aWorkerThatIsToldToEndHandsOverToAnother() {
        byte[] bytes = bytes(48 * MIB);
        try (LongshoreProcess other = site.shared("worker-2", "worker");
                SlowSource source = new SlowSource(bytes)) {
            String image = begun(first, source, 32, List.of("cheap", "reliable"));
            LongshoreProcess leaving = host(image).equals("worker-1") ? worker : other;
            Attempts attempts = new Attempts(
                    site.servers().temporalClient(),
                    first.progress(image).get("workflow_id").asText());
            // The fetch, and the copies that follow it.
            Map<String, Integer> atWork = attempts.awaitAtWork(PATIENCE, 3);
            leaving.stop();
            source.releaseAll();
            assertWhole(first, image, bytes, "cheap", "reliable");
            // Nobody waited for the worker that was gone.
            assertThat(attempts.letGo()).isEqualTo(atWork);
        }
    }

    @Test
    void ofManyWhoAskAtOnceOneIsAccepted() {
        byte[] bytes = bytes(3_000_000);
        String image = first.create("wanted by many");
        first.stage(image, () -> new ByteArrayInputStream(bytes)).expect(204);
        List<Callable<ImageClient.Answer>> asking = IntStream.range(0, 24)
                .<Callable<ImageClient.Answer>>mapToObj(i -> () -> (i % 2 == 0 ? first : second)
                        .importInto(image, GLANCE_DIRECT, i % 3 == 0, List.of("fast", i % 4 < 2 ? "cheap" : "edge1")))
                .toList();
        Map<Integer, Long> answers = atOnce(asking).stream()
                .collect(Collectors.groupingBy(ImageClient.Answer::status, Collectors.counting()));
        assertThat(answers).isEqualTo(Map.of(202, 1L, 409, 23L));
        JsonNode done = first.awaitEnd(image, PATIENCE);
        assertThat(done.get("status").asText()).isEqualTo("active");
        assertThat(done.get("stores").asText()).isIn("cheap,fast", "edge1,fast");
        assertWhole(second, image, bytes, done.get("stores").asText().split(","));
        assertThat(first.get("/v2/images/" + image + "/tasks").json().get("tasks"))
                .hasSize(1);
        List<String> strays = Site.STORES.stream()
                .filter(store -> !done.get("stores").asText().contains(store))
                .filter(store -> site.contents(store).stream().anyMatch(f -> f.startsWith(image)))
                .toList();
        assertThat(strays).isEmpty();
    }

    @Test
    void whatIsSaidOfAnImageDuringItsImportIsKeptAndSoAreItsCopies() {
        byte[] bytes = bytes(16 * MIB);
        try (SlowSource source = new SlowSource(bytes)) {
            String image = second.create("spoken of");
            second.importInto(image, source.method(), false, Site.STORES).expect(202);
            CountDownLatch halfway = new CountDownLatch(60);
            List<Callable<Integer>> speaking = IntStream.range(0, 120)
                    .<Callable<Integer>>mapToObj(i -> () -> {
                        try {
                            return addProperty(i % 2 == 0 ? first : second, image, "said_" + i, "by " + i);
                        } finally {
                            halfway.countDown();
                        }
                    })
                    .toList();
            try (ExecutorService importing = Executors.newSingleThreadExecutor()) {
                importing.execute(() -> {
                    await(halfway);
                    source.releaseAll();
                });
                assertThat(atOnce(speaking)).containsOnly(200);
            }
            List<Integer> more = new ArrayList<>();
            int said = 120;
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end && second.show(image).has("os_glance_import_task")) {
                more.add(addProperty(first, image, "name_" + said % 5, "while copies land"));
                said++;
            }
            assertThat(more).allMatch(status -> status == 200);
            assertWhole(second, image, bytes, "cheap", "edge1", "edge2", "fast", "reliable");
            JsonNode done = first.show(image);
            for (int i = 0; i < 120; i++) {
                assertThat(done.path("said_" + i).asText()).isEqualTo("by " + i);
            }
        }
    }

    /** Adds a property, as often as the answer is that there is too much to do just now. */
    private static int addProperty(ImageClient client, String image, String name, String value) {
        String patch = "[{\"op\":\"add\",\"path\":\"/" + name + "\",\"value\":\"" + value + "\"}]";
        int status;
        do {
            status = client.call(
                            "PATCH",
                            "/v2/images/" + image,
                            BodyPublishers.ofString(patch),
                            Map.of("Content-Type", "application/openstack-images-v2.1-json-patch"))
                    .status();
        } while (status == 503);
        return status;
    }

    /** An import of which {@code mib} MiB have been read. */
    private static String begun(ImageClient client, SlowSource source, int mib, List<String> stores) {
        String image = client.create("in the middle");
        client.importInto(image, source.method(), true, stores).expect(202);
        source.releaseUpTo(mib);
        client.await(image, PATIENCE, i -> source.sentBytes() >= (long) mib * MIB);
        client.awaitProgress(image, PATIENCE, p -> p.at("/fetch/done_bytes").asLong() > (mib - 9L) * MIB);
        return image;
    }

    private void assertWhole(ImageClient client, String image, byte[] bytes, String... stores) {
        JsonNode done = client.awaitEnd(image, PATIENCE);
        assertThat(done.get("status").asText()).isEqualTo("active");
        assertThat(done.get("stores").asText()).isEqualTo(String.join(",", stores));
        assertThat(done.get("os_glance_importing_to_stores").asText()).isEmpty();
        assertThat(done.get("os_glance_failed_import").asText()).isEmpty();
        for (String store : stores) {
            FileContent.assertHolds(site.onlyFile(store, image), bytes);
        }
        client.await(image, PATIENCE, i -> site.staged("staging").stream().noneMatch(f -> f.startsWith(image)));
    }

    /** The worker that the import's bytes are staged by. */
    private String host(String image) {
        String queue = history(image).stream()
                .filter(HistoryEvent::hasActivityTaskScheduledEventAttributes)
                .map(e -> e.getActivityTaskScheduledEventAttributes()
                        .getTaskQueue()
                        .getName())
                .findFirst()
                .orElseThrow();
        return queue.substring(queue.lastIndexOf('/') + 1);
    }

    private List<HistoryEvent> history(String image) {
        return site.servers()
                .temporalClient()
                .fetchHistory(first.progress(image).get("workflow_id").asText())
                .getEvents();
    }

    private static <T> List<T> atOnce(List<Callable<T>> calls) {
        List<T> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<T> answer : threads.invokeAll(calls)) {
                answers.add(answer.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
        return answers;
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
