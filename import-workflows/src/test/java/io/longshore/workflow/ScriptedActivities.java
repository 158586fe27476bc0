package io.longshore.workflow;

import io.longshore.image.ContentHashes;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.ImageId;
import io.longshore.importing.ImportId;
import io.longshore.importing.OperatorWords;
import io.longshore.importing.StagedImage;
import io.temporal.activity.Activity;
import io.temporal.failure.ApplicationFailure;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** All activities, over the worlds of the imports under test: the catalog's by its model, the transfers by their scripts. */
final class ScriptedActivities implements CatalogActivities, StagingActivities, CopyActivities {

    private final Map<ImportId, World> byImport = new ConcurrentHashMap<>();
    private final Map<ImageId, World> byImage = new ConcurrentHashMap<>();

    void add(World world) {
        byImport.put(world.request.id(), world);
        byImage.put(world.request.imageId(), world);
    }

    @Override
    public PlanAnswer plan(PlanOrder order) {
        World world = world(order.importId());
        return catalog(world, () -> world.catalog.plan(order));
    }

    @Override
    public void noteRound(RoundNote note) {
        World world = world(note.importId());
        catalog(world, () -> {
            world.catalog.noteRound(note);
            return note;
        });
        world.noted().forEach(Runnable::run);
    }

    @Override
    public OperatorWords words(ImportId importId) {
        World world = world(importId);
        return catalog(world, world.catalog::words);
    }

    @Override
    public void storeFailed(StoreGivenUp givenUp) {
        World world = world(givenUp.importId());
        catalog(world, () -> {
            world.catalog.storeFailed(givenUp.epoch(), givenUp.failure());
            return givenUp;
        });
    }

    @Override
    public EndAnswer end(EndOrder order) {
        World world = world(order.importId());
        return catalog(world, () -> world.catalog.end(order));
    }

    @Override
    public StagedImage fetch(FetchOrder order) {
        World world = world(order.importId());
        world.nextFetch().perform(new Attempt(world, "source", Activity.getExecutionContext()));
        world.catalog.stage();
        return new StagedImage(1, Attempt.TOTAL, new ContentHashes("m", "s"), null);
    }

    @Override
    public void discard(DiscardOrder order) {
        Objects.requireNonNull(byImage.get(order.imageId())).catalog.discard();
    }

    @Override
    public CopyResult copy(CopyOrder order) {
        World world = world(order.importId());
        return catalog(world, () -> {
            if (world.catalog.isThere(order.plan().target())) {
                return new CopyResult(order.plan().target(), Attempt.TOTAL, "checked before", "staging");
            }
            world.catalog.begin(order.plan().target(), order.epoch());
            World.Step step = world.nextCopy(order.plan().target());
            step.perform(new Attempt(world, order.plan().target().value(), Activity.getExecutionContext()));
            world.catalog.landed(order.plan().target(), order.epoch());
            return new CopyResult(order.plan().target(), Attempt.TOTAL, "size", "staging");
        });
    }

    @Override
    public ReclaimResult reclaim(ReclaimOrder order) {
        return Objects.requireNonNull(byImage.get(order.imageId())).catalog.reclaim();
    }

    private World world(ImportId id) {
        return Objects.requireNonNull(byImport.get(id), "an import nobody made");
    }

    private static <T> T catalog(World world, Supplier<T> statement) {
        try {
            if (Activity.getExecutionContext().getInfo().isLocal() && world.catalogIsAway()) {
                throw new ImageException(FailureKind.UNAVAILABLE, "catalog: connection refused");
            }
            return statement.get();
        } catch (ImageException e) {
            ApplicationFailure failure = ApplicationFailure.newBuilder()
                    .setMessage(e.getMessage())
                    .setType(e.kind().name())
                    .setNonRetryable(!e.kind().retryable())
                    .build();
            failure.setStackTrace(new StackTraceElement[0]);
            throw failure;
        }
    }
}
