package io.longshore;

import static io.temporal.api.enums.v1.TimeoutType.TIMEOUT_TYPE_HEARTBEAT;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.longshore.support.Await;
import io.longshore.support.FileContent;
import io.longshore.support.ImageClient;
import io.longshore.support.Knobs;
import io.longshore.support.LongshoreProcess;
import io.longshore.support.PacedSource;
import io.longshore.support.Site;
import io.temporal.api.enums.v1.PendingActivityState;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.ActivityTaskStartedEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three workers on one staging directory are restarted one after the other while imports come in. No store and no source is charged
 * for it, and no import is held up for long. A budget of a second would be spent by whatever is charged.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RollingRestartIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int MIB = 1 << 20;
    private static final int SIZE = 12 * MIB + 5;
    private static final long BYTES_PER_SECOND = 3L * MIB;
    private static final int CLIENTS = 6;
    private static final int BEFORE_EACH_RESTART = 2;
    private static final String MISSED = ": no sign of life: its worker died, or its call hangs";

    @TempDir
    static Path directory;

    private Site site;
    private ImageClient client;
    private final List<LongshoreProcess> workers = new ArrayList<>();
    private final byte[] content = PacedSource.content(SIZE);
    private final List<Stretch> imports = new CopyOnWriteArrayList<>();

    /** From when to when an import took. */
    private record Stretch(long from, long to) {

        double seconds() {
            return (to - from) / 1e9;
        }

        boolean overlaps(long since, long until) {
            return from <= until && to >= since;
        }
    }

    @BeforeAll
    void start() {
        site = new Site(directory, Knobs.usual().withRetryBudget("1s").withHeartbeatTimeout("30s"));
        client = site.shared("one", "api").client();
        for (int i = 1; i <= 3; i++) {
            workers.add(site.shared("worker-" + i, "worker"));
        }
    }

    @AfterAll
    void stop() {
        site.close();
    }

    @Test
    void nobodyIsChargedForARestartAndNobodyWaitsLong() throws InterruptedException, ExecutionException {
        try (PacedSource source = new PacedSource(content, BYTES_PER_SECOND);
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicBoolean over = new AtomicBoolean();
            List<Future<List<String>>> imported = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                boolean direct = i % 3 == 0;
                imported.add(clients.submit(() -> importUntil(over, source, direct)));
            }
            awaitEnded(CLIENTS);
            double undisturbed = longest(Long.MIN_VALUE, Long.MAX_VALUE);
            for (LongshoreProcess worker : workers) {
                Await.until(PATIENCE, () -> "the worker moves bytes", () -> isAtWork(worker));
                long told = System.nanoTime();
                int before = imports.size();
                worker.stop();
                long gone = System.nanoTime();
                worker.start();
                long back = System.nanoTime();
                awaitEnded(before + CLIENTS * BEFORE_EACH_RESTART);
                System.out.printf(
                        "a worker was gone after %.1f s and back after %.1f s more: an import took %.1f s at most, %.1f s without a restart%n",
                        (gone - told) / 1e9, (back - gone) / 1e9, longest(told, back), undisturbed);
            }
            over.set(true);
            List<String> images = new ArrayList<>();
            for (Future<List<String>> some : imported) {
                images.addAll(some.get());
            }
            System.out.printf(
                    "%d imports of %d MiB at %d MiB/s each%n", images.size(), SIZE / MIB, BYTES_PER_SECOND / MIB);
            int letGo = 0;
            int missed = 0;
            for (String image : images) {
                List<HistoryEvent> history = history(image);
                letGo += drained(history);
                missed += missed(history);
            }
            System.out.println(
                    letGo + " copies and fetches were let go of and taken up elsewhere, " + missed + " missed");
            assertThat(letGo).as("the restarts were felt").isPositive();
            assertThat(missed).as("attempts that nobody let go of").isLessThanOrEqualTo(letGo);
            client.await(
                    images.getFirst(), PATIENCE, i -> site.staged("staging").isEmpty());
        }
    }

    /** Of the imports that were under way at any time from {@code since} to {@code until}, in seconds. */
    private double longest(long since, long until) {
        return imports.stream()
                .filter(i -> i.overlaps(since, until))
                .mapToDouble(Stretch::seconds)
                .max()
                .orElse(0);
    }

    /** Whether a fetch is under way there: those take seconds. */
    private boolean isAtWork(LongshoreProcess worker) {
        WorkflowClient temporal = site.servers().temporalClient();
        return temporal.listExecutions("ExecutionStatus = 'Running'")
                .flatMap(run -> temporal
                        .newUntypedWorkflowStub(run.getExecution().getWorkflowId())
                        .describe()
                        .getRawDescription()
                        .getPendingActivitiesList()
                        .stream())
                .anyMatch(activity -> activity.getActivityType().getName().equals("Fetch")
                        && activity.getState() == PendingActivityState.PENDING_ACTIVITY_STATE_STARTED
                        && activity.getLastWorkerIdentity().startsWith(worker.pid() + "@"));
    }

    private void awaitEnded(int wanted) {
        Await.until(
                PATIENCE, () -> imports.size() + " imports have ended of " + wanted, () -> imports.size() >= wanted);
    }

    private List<String> importUntil(AtomicBoolean over, PacedSource source, boolean direct) {
        List<String> images = new ArrayList<>();
        while (!over.get()) {
            String image = client.create("on the way");
            if (direct) {
                client.stage(image, () -> new ByteArrayInputStream(content)).expect(204);
            }
            long began = System.nanoTime();
            client.importInto(
                            image,
                            direct ? "{\"name\":\"glance-direct\"}" : source.method(),
                            images.size() % 2 == 0,
                            List.of("fast", "cheap"))
                    .expect(202);
            assertWhole(image);
            imports.add(new Stretch(began, System.nanoTime()));
            images.add(image);
        }
        return images;
    }

    private void assertWhole(String image) {
        JsonNode[] worst = {null};
        JsonNode done = client.await(image, PATIENCE, shown -> {
            JsonNode progress = client.progress(image);
            for (JsonNode store : progress.get("stores")) {
                String reason = store.get("reason").asText("");
                if (!reason.isEmpty() && !reason.equals(store.get("store").asText() + MISSED)) {
                    worst[0] = progress;
                }
            }
            return !shown.has("os_glance_import_task");
        });
        assertThat(worst[0]).as("a store was said to fail").isNull();
        assertThat(done.get("status").asText()).as("%s", client.progress(image)).isEqualTo("active");
        assertThat(done.get("stores").asText()).isEqualTo("cheap,fast");
        for (String store : List.of("fast", "cheap")) {
            FileContent.assertHolds(site.onlyFile(store, image), content);
        }
    }

    private List<HistoryEvent> history(String image) {
        return site.servers()
                .temporalClient()
                .fetchHistory(client.progress(image).get("workflow_id").asText())
                .getEvents();
    }

    /** How many activities of a run were let go of; no other way of failing is in order. */
    private static int drained(List<HistoryEvent> history) {
        assertThat(history).noneMatch(HistoryEvent::hasActivityTaskTimedOutEventAttributes);
        List<String> failures = history.stream()
                .filter(HistoryEvent::hasActivityTaskFailedEventAttributes)
                .map(e -> e.getActivityTaskFailedEventAttributes()
                        .getFailure()
                        .getApplicationFailureInfo()
                        .getType())
                .toList();
        assertThat(failures).allMatch("DRAINING"::equals);
        return failures.size();
    }

    /**
     * How many attempts of a run were waited for in vain. A busy server loses one now and then: it notes that it has started, and hands
     * it to nobody.
     */
    private static int missed(List<HistoryEvent> history) {
        List<Failure> before = history.stream()
                .filter(HistoryEvent::hasActivityTaskStartedEventAttributes)
                .map(HistoryEvent::getActivityTaskStartedEventAttributes)
                .filter(ActivityTaskStartedEventAttributes::hasLastFailure)
                .map(ActivityTaskStartedEventAttributes::getLastFailure)
                .toList();
        assertThat(before)
                .allMatch(failure -> failure.getTimeoutFailureInfo().getTimeoutType() == TIMEOUT_TYPE_HEARTBEAT);
        return before.size();
    }
}
