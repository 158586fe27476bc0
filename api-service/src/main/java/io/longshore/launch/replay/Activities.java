package io.longshore.launch.replay;

import io.longshore.importing.StagedImage;
import io.longshore.importing.TransferCheckpoint;
import io.longshore.workflow.CopyActivities.CopyOrder;
import io.longshore.workflow.CopyActivities.CopyResult;
import io.longshore.workflow.CopyActivities.ReclaimResult;
import io.longshore.workflow.Wording;
import io.temporal.api.common.v1.Payloads;
import io.temporal.api.enums.v1.RetryState;
import io.temporal.api.enums.v1.TimeoutType;
import io.temporal.api.failure.v1.Failure;
import io.temporal.api.history.v1.ActivityTaskStartedEventAttributes;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What went through a queue: fetches, copies, reclaims. A history has one entry for all attempts of each. */
final class Activities {

    private final Map<Long, Sent> underWay = new LinkedHashMap<>();

    /**
     * @param who the store that it is about, or {@code source}, or {@code reclaim}
     * @param last the attempt that ended it; none where none had begun
     */
    private record Sent(
            String type,
            String who,
            String what,
            Instant at,
            Duration patience,
            @Nullable ActivityTaskStartedEventAttributes last) {

        static Sent unknown(HistoryEvent end) {
            return new Sent("", "?", "something", Line.instant(end.getEventTime()), Duration.ZERO, null);
        }
    }

    /** What has begun and not ended. */
    Stream<String> open() {
        return underWay.values().stream().map(Sent::what);
    }

    String scheduled(HistoryEvent event) {
        var a = event.getActivityTaskScheduledEventAttributes();
        String type = a.getActivityType().getName();
        String who = switch (type) {
            case "Copy" ->
                Decoded.first(a.getInput(), CopyOrder.class)
                        .map(order -> order.plan().target().value())
                        .orElse("copy");
            case "Fetch" -> "source";
            case "Reclaim" -> "reclaim";
            default -> type;
        };
        String what = Decoded.summary(event).orElse(type);
        Duration patience = Duration.ofSeconds(a.getScheduleToStartTimeout().getSeconds());
        underWay.put(event.getEventId(), new Sent(type, who, what, Line.instant(event.getEventTime()), patience, null));
        return who + ": begins: " + what;
    }

    /** Written when the last attempt is over; what it says is told with the end. */
    void started(HistoryEvent event) {
        var a = event.getActivityTaskStartedEventAttributes();
        underWay.computeIfPresent(
                a.getScheduledEventId(), (id, s) -> new Sent(s.type(), s.who(), s.what(), s.at(), s.patience(), a));
    }

    String completed(HistoryEvent event) {
        var a = event.getActivityTaskCompletedEventAttributes();
        Sent sent = end(a.getScheduledEventId(), event);
        return sent.who() + ": " + result(sent.type(), a.getResult()).orElse("done") + effort(sent, event, "");
    }

    String failed(HistoryEvent event) {
        var a = event.getActivityTaskFailedEventAttributes();
        Sent sent = end(a.getScheduledEventId(), event);
        Failure failure = a.getFailure();
        boolean round = a.getRetryState() == RetryState.RETRY_STATE_MAXIMUM_ATTEMPTS_REACHED;
        String kind = failure.getApplicationFailureInfo().getType();
        String reason = Failures.words(failure);
        return sent.who() + (round ? ": round failed" : ": failed, and no retry can help")
                + reached(failure.getApplicationFailureInfo().getDetails()) + ": " + reason
                + (kind.isEmpty() ? "" : " [" + kind + "]") + effort(sent, event, reason);
    }

    String timedOut(HistoryEvent event) {
        var a = event.getActivityTaskTimedOutEventAttributes();
        Sent sent = end(a.getScheduledEventId(), event);
        var timeout = a.getFailure().getTimeoutFailureInfo();
        String reason = Wording.timeout(timeout.getTimeoutType());
        return sent.who() + ": " + reason
                + (timeout.getTimeoutType() == TimeoutType.TIMEOUT_TYPE_SCHEDULE_TO_START
                        ? " (" + sent.patience().toSeconds() + " s)"
                        : "")
                + reached(timeout.getLastHeartbeatDetails())
                + (a.getFailure().hasCause()
                        ? "; before that: " + Failures.words(a.getFailure().getCause())
                        : "")
                + effort(sent, event, reason);
    }

    String toldToStop(HistoryEvent event) {
        Sent sent = underWay.get(
                event.getActivityTaskCancelRequestedEventAttributes().getScheduledEventId());
        return (sent == null ? "?" : sent.who()) + ": told to stop";
    }

    String stopped(HistoryEvent event) {
        var a = event.getActivityTaskCanceledEventAttributes();
        Sent sent = end(a.getScheduledEventId(), event);
        return sent.who() + ": stopped" + effort(sent, event, "");
    }

    /** {@code 1 object deleted}. */
    static String objects(int deleted) {
        return deleted + (deleted == 1 ? " object" : " objects") + " deleted";
    }

    private Sent end(long scheduledEventId, HistoryEvent event) {
        Sent sent = underWay.remove(scheduledEventId);
        return sent == null ? Sent.unknown(event) : sent;
    }

    private static Optional<String> result(String type, Payloads result) {
        return switch (type) {
            case "Copy" ->
                Decoded.first(result, CopyResult.class)
                        .map(r -> "landed: " + Wording.size(r.sizeBytes()) + " from " + r.source() + ", check: "
                                + r.check());
            case "Fetch" ->
                Decoded.first(result, StagedImage.class).map(i -> "read to its end: " + Wording.size(i.sizeBytes()));
            case "Reclaim" -> Decoded.first(result, ReclaimResult.class).map(Activities::reclaimed);
            default -> Optional.empty();
        };
    }

    private static String reclaimed(ReclaimResult result) {
        String left = result.left().stream()
                .map(l -> Failures.about(l.store().value(), l.reason()))
                .distinct()
                .collect(Collectors.joining("; "));
        return objects(result.deleted()) + (left.isEmpty() ? "" : ", still there: " + left);
    }

    private static String reached(Payloads checkpoint) {
        return Decoded.first(checkpoint, TransferCheckpoint.class)
                .map(c -> ", at " + Wording.progress(c.doneBytes(), c.totalBytes()))
                .orElse("");
    }

    /** How long it took, which attempt ended it and on which worker, and what was wrong before, if that was something else. */
    private static String effort(Sent sent, HistoryEvent end, String told) {
        String time = " (after " + Line.clock(Duration.between(sent.at(), Line.instant(end.getEventTime())));
        ActivityTaskStartedEventAttributes last = sent.last();
        if (last == null) {
            return time + ")";
        }
        String before = last.hasLastFailure() ? Failures.words(last.getLastFailure()) : "";
        return time + ", attempt " + last.getAttempt() + Endings.by(last.getIdentity())
                + (before.isEmpty() || before.equals(told) ? "" : ", the one before: " + before)
                + ")";
    }
}
