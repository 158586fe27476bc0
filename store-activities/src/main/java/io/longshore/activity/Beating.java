package io.longshore.activity;

import io.temporal.activity.ActivityExecutionContext;
import io.temporal.client.ActivityCompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Beats for an activity whose calls tell nothing of themselves, as long as its process lives. */
final class Beating implements AutoCloseable {

    private static final long EVERY_SECONDS = 4;

    private final ActivityExecutionContext context;
    private final @Nullable Object details;
    private final CountDownLatch done = new CountDownLatch(1);

    Beating(ActivityExecutionContext context) {
        this(context, null);
    }

    /** @param details that every beat says */
    Beating(ActivityExecutionContext context, @Nullable Object details) {
        this.context = context;
        this.details = details;
        Thread.ofVirtual().name("beating").start(this::beat);
    }

    private void beat() {
        try {
            while (!done.await(EVERY_SECONDS, TimeUnit.SECONDS)) {
                context.heartbeat(details);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ActivityCompletionException notWantedAnyMore) {
            done.countDown(); // the activity hears it at its own next beat
        }
    }

    @Override
    public void close() {
        done.countDown();
    }
}
