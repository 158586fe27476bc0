package io.longshore.activity;

import static io.longshore.activity.ActivityFailures.translated;

import io.longshore.image.ImageException;
import io.longshore.importing.StagedImage;
import io.longshore.staging.StagingArea;
import io.longshore.workflow.StagingActivities;
import io.temporal.activity.Activity;
import org.jspecify.annotations.Nullable;

/** Fetches into this process's staging directory, and discards from it. */
final class StagingActivitiesImpl implements StagingActivities {

    private final ImportWorker.Parts parts;
    private final @Nullable Fetches fetches;

    StagingActivitiesImpl(ImportWorker.Parts parts, Attempts attempts) {
        this.parts = parts;
        StagingArea area = parts.staging();
        this.fetches = area == null ? null : new Fetches(parts, area, attempts);
    }

    @Override
    public StagedImage fetch(FetchOrder order) {
        Fetches here = fetches;
        if (here == null) {
            throw new IllegalStateException("this worker serves no queue of fetches");
        }
        return ActivityFailures.heard(listening -> {
            try {
                return here.fetch(Activity.getExecutionContext(), order, listening);
            } catch (ImageException e) {
                throw Failures.named("source", e);
            }
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
