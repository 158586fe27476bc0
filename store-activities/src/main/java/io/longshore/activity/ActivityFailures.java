package io.longshore.activity;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.importing.TransferCheckpoint;
import io.temporal.activity.Activity;
import io.temporal.client.ActivityCompletionException;
import io.temporal.failure.ApplicationErrorCategory;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one translation of failures to Temporal: type = kind, message for people, no stack trace, details = where the attempt got to. */
final class ActivityFailures {

    private static final Logger LOG = LoggerFactory.getLogger(ActivityFailures.class);

    private ActivityFailures() {}

    /** Runs {@code work} and translates what it throws. */
    static <T> T translated(Supplier<T> work) {
        return translated(work, () -> null);
    }

    /** The same for an attempt that beats, with its last checkpoint in the failure; {@code work} tells who listens to it. */
    static <T> T heard(Function<Consumer<HeartbeatListener>, T> work) {
        var listener = new AtomicReference<@Nullable HeartbeatListener>();
        try {
            return translated(() -> told(work, listener), () -> {
                HeartbeatListener heard = listener.get();
                return heard == null ? null : heard.checkpoint();
            });
        } finally {
            HeartbeatListener heard = listener.get();
            if (heard != null) {
                heard.end();
            }
        }
    }

    private static <T> T told(
            Function<Consumer<HeartbeatListener>, T> work, AtomicReference<@Nullable HeartbeatListener> listener) {
        try {
            return work.apply(listener::set);
        } catch (ImageException e) {
            HeartbeatListener heard = listener.get();
            if (heard != null) {
                heard.failed(e.kind());
            }
            throw e;
        }
    }

    private static <T> T translated(Supplier<T> work, Supplier<@Nullable TransferCheckpoint> checkpoint) {
        try {
            return work.get();
        } catch (ImageException e) {
            if (e.kind() == FailureKind.INTERNAL) {
                LOG.error("An activity failed by a defect", e);
            }
            throw failure(e, checkpoint.get());
        } catch (ActivityCompletionException | ApplicationFailure | CanceledFailure e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("An activity failed by a defect", e);
            throw failure(
                    new ImageException(
                            FailureKind.INTERNAL,
                            "internal error: " + e.getClass().getSimpleName(),
                            e),
                    checkpoint.get());
        }
    }

    private static ApplicationFailure failure(ImageException e, @Nullable TransferCheckpoint checkpoint) {
        boolean draining = e.kind() == FailureKind.DRAINING;
        boolean waits = e.kind() == FailureKind.STAGING_FULL;
        boolean first = Activity.getExecutionContext().getInfo().getAttempt() == 1;
        var builder = ApplicationFailure.newBuilder()
                .setMessage(e.getMessage())
                .setType(e.kind().name())
                // What a draining process lets go of is not for its own queues: the run sends it where somebody is. And
                // who waits for
                // room waits in the run, where that is nobody's failing attempt.
                .setNonRetryable(draining || waits || !e.kind().retryable())
                .setCategory(
                        draining || waits || first || e.kind() == FailureKind.SUPERSEDED
                                ? ApplicationErrorCategory.BENIGN
                                : ApplicationErrorCategory.UNSPECIFIED);
        if (checkpoint != null) {
            builder.setDetails(checkpoint);
        }
        e.retryAfter().ifPresent(builder::setNextRetryDelay);
        ApplicationFailure failure = builder.build();
        failure.setStackTrace(new StackTraceElement[0]);
        return failure;
    }
}
