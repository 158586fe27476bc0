package io.longshore.activity;

import static io.longshore.activity.ActivityFailures.translated;

import io.longshore.image.ImageException;
import io.longshore.reclaim.Reclaimer;
import io.longshore.workflow.CopyActivities;
import io.temporal.activity.Activity;
import java.util.concurrent.atomic.AtomicReference;

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
        var listener = new AtomicReference<HeartbeatListener>();
        return translated(
                () -> {
                    try {
                        return copies.copy(Activity.getExecutionContext(), order, listener::set);
                    } catch (ImageException e) {
                        throw Failures.named("store " + order.plan().target(), e);
                    }
                },
                () -> {
                    HeartbeatListener heard = listener.get();
                    return heard == null ? null : heard.checkpoint();
                });
    }

    @Override
    public ReclaimResult reclaim(ReclaimOrder order) {
        return translated(() -> {
            var context = Activity.getExecutionContext();
            var pass = reclaimer.pass(order.imageId(), () -> {
                drain.check("reclaim");
                context.heartbeat(null);
            });
            return new ReclaimResult(
                    pass.deleted(),
                    pass.left().stream()
                            .map(l -> new Leftover(l.store(), l.reason()))
                            .toList());
        });
    }
}
