package io.longshore.activity;

import io.longshore.bandwidth.StoreBandwidth;
import io.longshore.catalog.Catalog;
import io.longshore.catalog.QueueCatalog;
import io.longshore.image.StoreId;
import io.longshore.importing.StagingPlace;
import io.longshore.reclaim.Reclaimer;
import io.longshore.source.Sources;
import io.longshore.staging.StagingArea;
import io.longshore.store.StoreRegistry;
import io.longshore.transfer.Transfer;
import io.longshore.workflow.TaskQueues;
import io.longshore.workflow.Workflows;
import io.temporal.client.WorkflowClient;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One worker process: which queues it serves, with how many slots, and how it goes down without costing anybody an attempt's work.
 */
public final class ImportWorker implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ImportWorker.class);
    private static final Duration START_RETRY = Duration.ofSeconds(1);
    private static final Duration HEARTBEAT_THROTTLE = Duration.ofSeconds(2);
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(25);

    /** Who asks for work, side by side. Of each store there are four queues, and a server takes only so many who ask (1,200 unless told). */
    private static final int POLLERS = 1;

    private static final int IMPORT_POLLERS = 5;

    /** How long a run waits for the worker that knows it, when that has gone. */
    private static final Duration STICKY_PATIENCE = Duration.ofSeconds(2);

    private final WorkflowClient client;
    private final Parts parts;
    private final Slots slots;
    private final Attempts attempts;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile @Nullable WorkerFactory running;
    private @Nullable Thread starter;

    /**
     * What activities work with.
     *
     * @param staging none where this process works no staging directory; {@code place} likewise
     * @param mostBytes of one image
     */
    public record Parts(
            Catalog catalog,
            StoreRegistry stores,
            Transfer transfer,
            StoreBandwidth bandwidth,
            Sources sources,
            Reclaimer reclaimer,
            @Nullable StagingArea staging,
            @Nullable StagingPlace place,
            long mostBytes) {}

    /**
     * How much is taken on at a time, and of large images a quarter more beside it; what moves bytes is bounded in the engine, part by
     * part.
     *
     * @param copies into each store
     * @param turn how long work of one project keeps a slot at least that those of others wait for
     */
    public record Slots(int fetches, int copies, Duration turn) {}

    public ImportWorker(WorkflowClient client, Parts parts, Slots slots) {
        this.client = client;
        this.parts = parts;
        this.slots = slots;
        this.attempts = new Attempts(
                new Drain(), new Silences(), new Shares(parts.catalog().queue(), slots.turn()));
    }

    /** Begins to work as soon as Temporal and the catalog answer, and keeps trying until they do. */
    public void start() {
        starter = Thread.ofVirtual().name("worker-start").start(() -> {
            boolean told = false;
            do {
                WorkerFactory factory = WorkerFactory.newInstance(
                        client, WorkerFactoryOptions.newBuilder().build());
                try {
                    serveAll(factory);
                    factory.start();
                    running = factory;
                    ready.countDown();
                    LOG.info("Working");
                    return;
                } catch (RuntimeException e) {
                    quietly(factory::shutdownNow);
                    if (!told && !isClosing()) {
                        LOG.warn("Cannot begin to work yet ({}); trying again until it is possible", e.getMessage());
                        told = true;
                    }
                }
            } while (!await(closing, START_RETRY));
        });
    }

    /** Ending tells the server, too, which fails where that is away: what matters here has ended by then. */
    private static void quietly(Runnable end) {
        try {
            end.run();
        } catch (RuntimeException e) {
            LOG.debug("A worker does not end well", e);
        }
    }

    /** Whether the process has begun to work. */
    public boolean isReady() {
        return ready.getCount() == 0;
    }

    /** Waits for that, at most {@code patience}; whether it has. */
    boolean awaitReady(Duration patience) {
        return await(ready, patience);
    }

    private void serveAll(WorkerFactory factory) {
        var copies = new CopyActivitiesImpl(new CopyToStore(parts, attempts), parts.reclaimer(), attempts.drain());
        var staging = new StagingActivitiesImpl(parts, attempts);
        Worker imports = factory.newWorker(TaskQueues.IMPORTS, options(slots.copies(), IMPORT_POLLERS));
        Workflows.register(imports);
        imports.registerActivitiesImplementations(
                new CatalogActivitiesImpl(parts.catalog(), new Planner(parts.catalog(), parts.stores())),
                staging,
                copies);
        Set<StoreId> stores = new HashSet<>(parts.stores().writableIds());
        // Of one that is not configured any more an import learns here.
        stores.addAll(parts.catalog().queue().stores());
        serveCopies(factory, TaskQueues.COPIES, null, stores, copies);
        StagingPlace place = parts.place();
        if (parts.staging() != null && place != null) {
            serve(
                    factory,
                    TaskQueues.fetches(place),
                    slots.fetches(),
                    new QueueCatalog.Line(null, place, false),
                    staging);
            serve(
                    factory,
                    TaskQueues.large(TaskQueues.fetches(place)),
                    large(slots.fetches()),
                    new QueueCatalog.Line(null, place, true),
                    staging);
            serveCopies(factory, TaskQueues.stagedCopies(place), place, stores, copies);
        }
    }

    /** Copies into each of the stores, and those of which nobody knows the store. */
    private void serveCopies(
            WorkerFactory factory,
            String queue,
            @Nullable StagingPlace place,
            Set<StoreId> stores,
            CopyActivitiesImpl copies) {
        String large = TaskQueues.large(queue);
        serve(factory, queue, slots.copies(), null, copies);
        serve(factory, large, large(slots.copies()), null, copies);
        for (StoreId store : stores) {
            serve(
                    factory,
                    TaskQueues.into(queue, store),
                    slots.copies(),
                    new QueueCatalog.Line(store, place, false),
                    copies);
            serve(
                    factory,
                    TaskQueues.into(large, store),
                    large(slots.copies()),
                    new QueueCatalog.Line(store, place, true),
                    copies);
        }
    }

    /** Small images never wait for large ones to end: those have slots of their own. */
    private static int large(int slots) {
        return Math.max(1, slots / 4);
    }

    /**
     * @param line who waits there, where that is known
     */
    private void serve(
            WorkerFactory factory, String queue, int taken, QueueCatalog.@Nullable Line line, Object activities) {
        if (line != null) {
            attempts.shares().serve(queue, line, taken);
        }
        factory.newWorker(queue, options(taken, POLLERS)).registerActivitiesImplementations(activities);
    }

    /** Attempts go on beating while the process drains, so that they end by their own word and not by a timeout. */
    private static WorkerOptions options(int activities, int pollers) {
        return WorkerOptions.newBuilder()
                .setMaxConcurrentActivityTaskPollers(pollers)
                .setMaxConcurrentActivityExecutionSize(activities)
                .setMaxHeartbeatThrottleInterval(HEARTBEAT_THROTTLE)
                .setDefaultHeartbeatThrottleInterval(HEARTBEAT_THROTTLE)
                .setAllowActivityHeartbeatDuringShutdown(true)
                .setStickyQueueScheduleToStartTimeout(STICKY_PATIENCE)
                .setUsingVirtualThreadsOnActivityWorker(true)
                .setUsingVirtualThreadsOnLocalActivityWorker(true)
                .build();
    }

    /**
     * Goes down: every attempt lets go at its next sign of life and is taken up by another process. Returns when all have, or after
     * half a minute.
     */
    @Override
    public void close() {
        closing.countDown();
        try {
            if (starter != null) {
                starter.interrupt();
                starter.join();
            }
            WorkerFactory factory = running;
            if (factory != null) {
                // First nothing more is taken on, so that nothing comes back that was just let go of.
                quietly(factory::shutdown);
                attempts.drain().begin();
                factory.awaitTermination(DRAIN_PATIENCE.toSeconds(), TimeUnit.SECONDS);
                quietly(factory::shutdownNow);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            attempts.silences().close();
        }
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private static boolean await(CountDownLatch latch, Duration patience) {
        try {
            return latch.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
