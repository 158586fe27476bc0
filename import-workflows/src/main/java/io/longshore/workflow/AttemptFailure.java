package io.longshore.workflow;

import io.longshore.image.FailureKind;
import io.longshore.importing.RoundFailure;
import io.longshore.importing.RoundFailure.Blame;
import io.longshore.importing.TransferCheckpoint;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.common.converter.DataConverterException;
import io.temporal.common.converter.Values;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.TemporalFailure;
import io.temporal.failure.TimeoutFailure;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads what Temporal says of a failed activity. */
final class AttemptFailure {

    private AttemptFailure() {}

    /** Whether no worker took the work up in time. */
    static boolean neverStarted(TemporalFailure failure) {
        return failure.getCause() instanceof TimeoutFailure t
                && t.getTimeoutType() == TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START;
    }

    /** How something of {@code who} ended that is not charged to anybody. */
    static RoundFailure of(TemporalFailure failure, String who) {
        return of(failure, who, Duration.ZERO);
    }

    /** How a round of {@code who} ended, whose last attempt may have been silent for {@code patience} before it was given up. */
    static RoundFailure of(TemporalFailure failure, String who, Duration patience) {
        Throwable cause = failure.getCause() == null ? failure : failure.getCause();
        if (cause instanceof TimeoutFailure timeout) {
            TransferCheckpoint last = checkpoint(timeout.getLastHeartbeatDetails());
            RoundFailure silent = RoundFailure.of(
                    FailureKind.UNAVAILABLE,
                    who + ": " + Wording.timeout(timeout.getTimeoutType()),
                    Blame.NOBODY,
                    last);
            return hangs(timeout, who, last) ? silent.hanging(who + ": its calls do not come back", patience) : silent;
        }
        if (cause instanceof ApplicationFailure application) {
            FailureKind kind = kind(application);
            String message = String.valueOf(application.getOriginalMessage());
            return RoundFailure.of(kind, Wording.about(who, message), blame(kind), checkpoint(application.getDetails()))
                    .askedAgainAfter(application.getNextRetryDelay());
        }
        return RoundFailure.of(
                FailureKind.INTERNAL, Wording.about(who, String.valueOf(cause.getMessage())), Blame.STORE, null);
    }

    /** Whether an attempt of a copy said, before it fell silent, that its worker had seen an earlier one fall silent and live. */
    private static boolean hangs(TimeoutFailure timeout, String who, @Nullable TransferCheckpoint last) {
        return timeout.getTimeoutType() == TimeoutType.TIMEOUT_TYPE_HEARTBEAT
                && last != null
                && last.hangs()
                && !who.equals(Wording.SOURCE);
    }

    /** The failure's kind; what has none is a defect. */
    static FailureKind kind(ApplicationFailure failure) {
        return Arrays.stream(FailureKind.values())
                .filter(k -> k.name().equals(failure.getType()))
                .findFirst()
                .orElse(FailureKind.INTERNAL);
    }

    private static Blame blame(FailureKind kind) {
        if (kind == FailureKind.DRAINING || kind == FailureKind.CATALOG_AWAY || kind == FailureKind.STAGING_FULL) {
            return Blame.NOBODY;
        }
        return kind.blamesSource() ? Blame.SOURCE : Blame.STORE;
    }

    private static @Nullable TransferCheckpoint checkpoint(@Nullable Values details) {
        if (details == null || details.getSize() == 0) {
            return null;
        }
        try {
            return details.get(TransferCheckpoint.class);
        } catch (DataConverterException e) {
            return null;
        }
    }
}
