package io.longshore.activity;

import static io.longshore.activity.ActivityFailures.translated;

import io.longshore.image.ImageException;
import io.longshore.importing.StagedImage;
import io.longshore.staging.StagingArea;
import io.longshore.workflow.StagingActivities;
import io.temporal.activity.Activity;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Fetches into this process's staging directory, and discards from it. */
final class StagingActivitiesImpl implements StagingActivities {

    private final ImportWorker.Parts parts;
    private final @Nullable Fetches fetches;

    StagingActivitiesImpl(ImportWorker.Parts parts, Drain drain) {
        this.parts = parts;
        StagingArea area = parts.staging();
        this.fetches = area == null ? null : new Fetches(parts, area, drain);
    }

    @Override
    public StagedImage fetch(FetchOrder order) {
        Fetches here = fetches;
        if (here == null) {
            throw new IllegalStateException("this worker serves no queue of fetches");
        }
        var listener = new AtomicReference<HeartbeatListener>();
        return translated(
                () -> {
                    try {
                        return here.fetch(Activity.getExecutionContext(), order, listener::set);
                    } catch (ImageException e) {
                        throw Failures.named("source", e);
                    }
                },
                () -> {
                    HeartbeatListener heard = listener.get();
                    return heard == null ? null : heard.checkpoint();
                });
    }

    @Override
    public void discard(DiscardOrder order) {
        StagingArea area = parts.staging();
        if (area != null && area.id().equals(order.place().directory())) {
            translated(() -> {
                new StagingCleaner(parts.catalog(), area).pass();
                return true;
            });
        }
    }
}
