package io.longshore.workflow;

import io.longshore.image.FailureKind;
import io.longshore.importing.TransferCheckpoint;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.failure.ApplicationFailure;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One attempt of a transfer, as a script sees it; with the steps that scripts are made of. */
record Attempt(World world, String who, ActivityExecutionContext context) {

    static final long TOTAL = 1_000_000;

    /** Lands. */
    static World.Step land() {
        return attempt -> {};
    }

    /** Fails having come to {@code done} bytes, after {@code failingMillis} without progress. */
    static World.Step fail(FailureKind kind, String cause, long done, long failingMillis) {
        return attempt -> {
            throw attempt.failure(kind, cause, done, failingMillis);
        };
    }

    /** Fails at once, and wants to be asked again after {@code time}. */
    static World.Step later(FailureKind kind, String cause, Duration time) {
        return attempt -> {
            ApplicationFailure failure = attempt.failure(kind, cause, 0, 0);
            failure.setNextRetryDelay(time);
            throw failure;
        };
    }

    static World.Step fail(FailureKind kind, String cause) {
        return fail(kind, cause, 0, 0);
    }

    /** Beats until {@code latch} opens and half a second more; then lands, if anybody still wants it. */
    static World.Step awaiting(CountDownLatch latch) {
        return attempt -> {
            while (latch.getCount() > 0) {
                attempt.beat(TOTAL / 2);
                attempt.await(latch, 10);
            }
            for (int i = 0; i < 50; i++) {
                attempt.beat(TOTAL / 2);
                attempt.await(new CountDownLatch(1), 10);
            }
        };
    }

    /** Beats, and moves nothing, until it is told to stop. */
    static World.Step hang() {
        return attempt -> {
            CountDownLatch never = new CountDownLatch(1);
            while (true) {
                attempt.beat(TOTAL / 2);
                attempt.await(never, 10);
            }
        };
    }

    /** Does {@code action}, then what {@code then} does. */
    static World.Step after(Runnable action, World.Step then) {
        return attempt -> {
            action.run();
            then.perform(attempt);
        };
    }

    /** Waits until every copy has begun, then does what {@code then} does. */
    static World.Step amongAll(World.Step then) {
        return attempt -> {
            World world = attempt.world();
            while (world.catalog.now().uploads().size()
                    < world.request.targets().size()) {
                attempt.beat(0);
                attempt.await(new CountDownLatch(1), 5);
            }
            then.perform(attempt);
        };
    }

    /** Says nothing at all until {@code latch} opens; then lands, if anybody still wants it. */
    static World.Step silentUntil(CountDownLatch latch) {
        return attempt -> {
            attempt.context.heartbeat(
                    new TransferCheckpoint(attempt.who, TOTAL / 4, TOTAL, null, null, null, 1, 0, TOTAL / 4, 0, false));
            attempt.await(latch, 60_000);
        };
    }

    /** The same, having said that an earlier attempt of its worker hangs. */
    static World.Step hangingUntil(CountDownLatch latch) {
        return attempt -> {
            attempt.context.heartbeat(
                    new TransferCheckpoint(attempt.who, TOTAL / 4, TOTAL, null, null, null, 1, 0, TOTAL / 4, 0, true));
            attempt.await(latch, 60_000);
        };
    }

    void beat(long done) {
        context.heartbeat(new TransferCheckpoint(who, done, TOTAL, null, null, null, 0, 0, done, 0, false));
    }

    ApplicationFailure failure(FailureKind kind, String cause, long done, long failingMillis) {
        ApplicationFailure failure = ApplicationFailure.newBuilder()
                .setMessage(who + ": " + cause)
                .setType(kind.name())
                .setNonRetryable(kind == FailureKind.DRAINING || !kind.retryable())
                .setDetails(
                        new TransferCheckpoint(who, done, TOTAL, null, null, null, failingMillis, 0, done, 0, false))
                .build();
        failure.setStackTrace(new StackTraceElement[0]);
        return failure;
    }

    void await(CountDownLatch latch, long millis) {
        try {
            if (latch.await(millis, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
