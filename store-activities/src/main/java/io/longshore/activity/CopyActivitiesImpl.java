package io.longshore.activity;

import static io.longshore.activity.ActivityFailures.translated;

import io.longshore.image.ImageException;
import io.longshore.reclaim.Reclaimer;
import io.longshore.workflow.CopyActivities;
import io.temporal.activity.Activity;

/** Copies into stores, and deletions. */
final class CopyActivitiesImpl implements CopyActivities {

    private final CopyToStore copies;
    private final Reclaimer reclaimer;
    private final Drain drain;

    CopyActivitiesImpl(CopyToStore copies, Reclaimer reclaimer, Drain drain) {
        this.copies = copies;
        this.reclaimer = reclaimer;
        this.drain = drain;
    }

    @Override
    public CopyResult copy(CopyOrder order) {
        return ActivityFailures.heard(listening -> {
            try {
                return copies.copy(Activity.getExecutionContext(), order, listening);
            } catch (ImageException e) {
                throw Failures.named("store " + order.plan().target(), e);
            }
        });
    }

    @Override
    public ReclaimResult reclaim(ReclaimOrder order) {
        return translated(() -> {
            var context = Activity.getExecutionContext();
            try (Beating beating = new Beating(context)) {
                var pass = reclaimer.pass(order.imageId(), () -> {
                    drain.check("reclaim");
                    context.heartbeat(null);
                });
                return new ReclaimResult(
                        pass.deleted(),
                        pass.left().stream()
                                .map(l -> new Leftover(l.store(), l.reason()))
                                .toList());
            }
        });
    }
}
