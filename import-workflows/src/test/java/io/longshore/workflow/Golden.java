package io.longshore.workflow;

import static io.longshore.image.FailureKind.SOURCE_LOST;
import static io.longshore.image.FailureKind.SOURCE_UNAVAILABLE;
import static io.longshore.image.FailureKind.STORE_FULL;
import static io.longshore.image.FailureKind.UNAVAILABLE;

import io.longshore.image.StoreId;
import io.longshore.importing.ImportMethod;
import io.longshore.importing.ImportOutcome;
import io.longshore.importing.ImportSettings;
import io.longshore.importing.StagingPlace;
import io.longshore.importing.StoreSurvey;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The scenarios whose histories every later version must replay. */
final class Golden {

    private Golden() {}

    /** {@code <workflow>/<scenario>.json} → what plays it and answers its history. */
    static Map<String, Function<Harness, WorkflowExecutionHistory>> scenarios() {
        Map<String, Function<Harness, WorkflowExecutionHistory>> all = new LinkedHashMap<>();
        all.put(
                "ImportImage/glance-direct.json",
                h -> imported(h, h.world(new ImportMethod.GlanceDirect(), true, "ceph", "s3", "dcn1")));
        all.put("ImportImage/web-download.json", h -> imported(h, h.world(web(), true, "ceph", "s3", "dcn1")));
        all.put(
                "ImportImage/copy-image.json",
                h -> imported(
                        h,
                        h.world(
                                new ImportMethod.CopyImage(),
                                true,
                                new StoreSurvey(
                                        Harness.stores("ceph"),
                                        Map.of(StoreId.of("s3"), Map.of(StoreId.of("ceph"), "another kind of store"))),
                                "ceph2",
                                "s3")));
        all.put("ImportImage/store-failed.json", h -> imported(h, failing(h, false)));
        all.put("ImportImage/store-failed-must-succeed.json", h -> imported(h, failing(h, true)));
        all.put("ImportImage/store-came-back.json", h -> {
            World world = h.world(new ImportMethod.GlanceDirect(), true, "ceph", "dcn1");
            World.Step refused = Attempt.fail(UNAVAILABLE, "connection refused", 610_000, 10_000);
            for (int i = 0; i < 10; i++) {
                world.copy("dcn1", refused);
            }
            return imported(h, world.copy("dcn1", Attempt.land()));
        });
        all.put(
                "ImportImage/budget-spent.json",
                h -> imported(
                        h,
                        h.world(new ImportMethod.GlanceDirect(), false, "ceph", "dcn1")
                                .copy("dcn1", Attempt.fail(UNAVAILABLE, "connection refused", 610_000, 100_000))));
        all.put(
                "ImportImage/source-lost-for-all.json",
                h -> imported(
                        h,
                        h.world(web(), true, "ceph", "dcn1")
                                .fetch(Attempt.fail(SOURCE_LOST, "404 Not Found"))
                                .copy("ceph", Attempt.hang())
                                .copy("dcn1", Attempt.hang())));
        all.put(
                "ImportImage/source-came-back.json",
                h -> imported(
                        h,
                        h.world(web(), true, "ceph")
                                .fetch(
                                        Attempt.fail(SOURCE_UNAVAILABLE, "503", 5, 1_500),
                                        Attempt.fail(SOURCE_UNAVAILABLE, "503", 5, 1_500),
                                        Attempt.fail(SOURCE_UNAVAILABLE, "503", 5, 1_500),
                                        Attempt.fail(SOURCE_UNAVAILABLE, "503", 5, 1_500),
                                        Attempt.fail(SOURCE_UNAVAILABLE, "503", 5, 1_500),
                                        Attempt.land())));
        all.put("ImportImage/source-lost-for-staged-copies.json", h -> imported(h, RoundsTest.mixed(h)));
        all.put("ImportImage/cancelled.json", h -> {
            World world = h.world(new ImportMethod.GlanceDirect(), true, "ceph", "dcn1");
            return imported(h, said(h, world, () -> world.catalog.cancel("cancelled by an operator")));
        });
        all.put("ImportImage/skipped.json", h -> {
            World world = h.world(new ImportMethod.GlanceDirect(), false, "ceph", "dcn1");
            return imported(h, said(h, world, () -> world.catalog.skip(StoreId.of("dcn1"))));
        });
        all.put("ImportImage/retried-by-an-operator.json", h -> {
            World world = h.world(new ImportMethod.GlanceDirect(), true, "dcn1");
            for (int i = 0; i < 5; i++) {
                world.copy("dcn1", Attempt.fail(UNAVAILABLE, "connection refused", 0, 10_000));
            }
            world.copy("dcn1", Attempt.land()).whenNoted(h.word(world, () -> world.catalog.retry(StoreId.of("dcn1"))));
            return imported(h, world);
        });
        all.put("ImportImage/deleted.json", h -> {
            World world = h.world(new ImportMethod.GlanceDirect(), false, "ceph", "dcn1");
            return imported(h, said(h, world, world.catalog::delete));
        });
        all.put("ImportImage/terminated.json", h -> {
            World world = h.world(new ImportMethod.GlanceDirect(), false, "ceph", "dcn1");
            WorkflowStub stub = h.client().newUntypedWorkflowStub(Harness.id(world));
            world.copy(
                    "dcn1",
                    h.afterLanding(
                            1, Attempt.after(() -> stub.terminate("terminated by an operator"), Attempt.hang())));
            return imported(h, world);
        });
        all.put("ImportImage/cancelled-in-temporal.json", h -> {
            World world = h.world(web(), true, "ceph");
            Runnable cancel =
                    () -> h.client().newUntypedWorkflowStub(Harness.id(world)).cancel();
            return imported(h, world.fetch(Attempt.hang()).copy("ceph", Attempt.after(cancel, Attempt.hang())));
        });
        all.put("ImportImage/waited-for-a-place.json", h -> {
            World world = h.world(web(), true, "ceph");
            world.catalog.haveNoRoom(3);
            return imported(h, world);
        });
        all.put(
                "ImportImage/catalog-away.json",
                h -> imported(
                        h,
                        h.world(new ImportMethod.GlanceDirect(), true, "ceph").loseCatalog(9)));
        all.put("ImportImage/staging-lost.json", h -> {
            World world = h.world(new ImportMethod.GlanceDirect(), true, "dcn1");
            WorkflowStub run = h.start(world, ImportSettings.defaults());
            h.awaitSent(world, 1);
            h.word(world, world.catalog::loseHosts).run();
            h.result(run, ImportOutcome.class);
            return h.history(world);
        });
        all.put("ImportImage/gone-on-elsewhere.json", h -> {
            World world = h.world(web(), true, "ceph", "dcn1");
            world.fetch(Attempt.after(h.word(world, world.catalog::unserve), Attempt.hang()), Attempt.land());
            world.copy("ceph", Attempt.hang(), Attempt.land()).copy("dcn1", Attempt.hang(), Attempt.land());
            return imported(h, world);
        });
        all.put(
                "ImportImage/over-while-failing.json",
                h -> imported(h, TaskBarrierTest.pausing(h), TaskBarrierTest.oneAttempt()));
        all.put("ImportImage/left-to-reclaim.json", h -> imported(h, held(h)));
        all.put("Reclaim/store-came-back.json", h -> {
            World world = held(h);
            imported(h, world);
            h.later(Duration.ofMinutes(1), world.catalog::letGo);
            String id = WorkflowIds.ofReclaim(world.request.imageId());
            h.result(h.client().newUntypedWorkflowStub(id), Integer.class);
            return h.client().fetchHistory(id);
        });
        return all;
    }

    /** Plays a scenario; answers its history as JSON. */
    static String play(String name, Function<Harness, WorkflowExecutionHistory> scenario) {
        StagingPlace[] served = switch (name) {
            case "ImportImage/staging-lost.json" -> new StagingPlace[0];
            case "ImportImage/gone-on-elsewhere.json" -> new StagingPlace[] {World.HERE, World.THERE};
            default -> new StagingPlace[] {World.HERE};
        };
        try (Harness harness = new Harness(served)) {
            return scenario.apply(harness).toJson(true);
        }
    }

    private static ImportMethod web() {
        return new ImportMethod.WebDownload("https://images.example.test/ubuntu.img");
    }

    private static World failing(Harness harness, boolean must) {
        return harness.world(new ImportMethod.GlanceDirect(), must, "ceph", "dcn1")
                .copy("dcn1", harness.afterLanding(1, Attempt.fail(STORE_FULL, "no space left")));
    }

    private static World held(Harness harness) {
        World world = failing(harness, true);
        world.catalog.hold(StoreId.of("ceph"));
        return world;
    }

    private static World said(Harness harness, World world, Runnable change) {
        return world.copy("dcn1", harness.afterLanding(1, Attempt.after(harness.word(world, change), Attempt.hang())));
    }

    private static WorkflowExecutionHistory imported(Harness harness, World world) {
        return imported(harness, world, ImportSettings.defaults().heartbeatTimeout());
    }

    private static WorkflowExecutionHistory imported(Harness harness, World world, Duration heartbeat) {
        ImportSettings usual = ImportSettings.defaults();
        return imported(
                harness,
                world,
                new ImportSettings(
                        usual.retryBudget(),
                        heartbeat,
                        usual.attemptsPerRound(),
                        usual.longestPause(),
                        usual.compensationPatience()));
    }

    private static WorkflowExecutionHistory imported(Harness harness, World world, ImportSettings settings) {
        try {
            harness.result(harness.start(world, settings), ImportOutcome.class);
        } catch (WorkflowFailedException cancelledOrTerminated) {
            // a history like another
        }
        return harness.history(world);
    }
}
