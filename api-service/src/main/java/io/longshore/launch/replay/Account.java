package io.longshore.launch.replay;

import io.temporal.api.common.v1.Payload;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.common.WorkflowExecutionHistory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A run's history as people would tell it: a line for each thing that matters. */
public final class Account {

    private final Instant begun;
    private final Tasks tasks = new Tasks();
    private final Activities activities = new Activities();
    private final Decisions decisions = new Decisions();
    private final Pauses pauses = new Pauses();
    private final List<String> lines = new ArrayList<>();
    private boolean closed;

    private Account(Instant begun) {
        this.begun = begun;
    }

    /** The lines, beginning with what the run is for. {@code history} must begin with the start of a run. */
    public static List<String> of(WorkflowExecutionHistory history) {
        HistoryEvent first = history.getEvents().getFirst();
        Account account = new Account(Line.instant(first.getEventTime()));
        Heading.of(first).forEach(line -> account.lines.add(Line.clean(line)));
        for (HistoryEvent event : history.getEvents()) {
            account.words(event).ifPresent(words -> account.add(event, words));
        }
        if (!account.closed) {
            account.add(history.getEvents().getLast(), account.open());
        }
        return List.copyOf(account.lines);
    }

    private void add(HistoryEvent event, String words) {
        lines.add(new Line(Duration.between(begun, Line.instant(event.getEventTime())), words).toString());
    }

    private String open() {
        String underWay = Stream.concat(activities.open(), pauses.open()).collect(Collectors.joining("; "));
        return "here the history ends; the run had not" + (underWay.isEmpty() ? "" : ". Under way: " + underWay);
    }

    /** Empty where an event means nothing by itself. Temporal adds kinds of events; one that nobody here knows is told by its name. */
    private Optional<String> words(HistoryEvent event) {
        return switch (event.getEventType()) {
            case EVENT_TYPE_WORKFLOW_TASK_SCHEDULED -> {
                tasks.due(event);
                yield Optional.empty();
            }
            case EVENT_TYPE_WORKFLOW_TASK_STARTED -> tasks.takenUp(event);
            case EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT -> Optional.of(tasks.timedOut(event));
            case EVENT_TYPE_WORKFLOW_TASK_FAILED -> Optional.of(tasks.failed(event));
            case EVENT_TYPE_MARKER_RECORDED -> decisions.of(event.getMarkerRecordedEventAttributes());
            case EVENT_TYPE_ACTIVITY_TASK_SCHEDULED -> Optional.of(activities.scheduled(event));
            case EVENT_TYPE_ACTIVITY_TASK_STARTED -> {
                activities.started(event);
                yield Optional.empty();
            }
            case EVENT_TYPE_ACTIVITY_TASK_COMPLETED -> Optional.of(activities.completed(event));
            case EVENT_TYPE_ACTIVITY_TASK_FAILED -> Optional.of(activities.failed(event));
            case EVENT_TYPE_ACTIVITY_TASK_TIMED_OUT -> Optional.of(activities.timedOut(event));
            case EVENT_TYPE_ACTIVITY_TASK_CANCEL_REQUESTED -> Optional.of(activities.toldToStop(event));
            case EVENT_TYPE_ACTIVITY_TASK_CANCELED -> Optional.of(activities.stopped(event));
            case EVENT_TYPE_TIMER_STARTED -> Optional.of(pauses.begins(event));
            case EVENT_TYPE_TIMER_FIRED -> {
                pauses.isOver(event);
                yield Optional.empty();
            }
            case EVENT_TYPE_TIMER_CANCELED -> Optional.of(pauses.isCutShort(event));
            case EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES -> Optional.of(marks(event));
            case EVENT_TYPE_WORKFLOW_EXECUTION_STARTED -> Optional.of(Endings.begun(event));
            case EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED -> Optional.of(Endings.signalled(event));
            case EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED -> Optional.of(Endings.cancelAsked(event));
            case EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED ->
                Optional.of("what is left is handed to a run of its own: "
                        + event.getStartChildWorkflowExecutionInitiatedEventAttributes()
                                .getWorkflowId());
            case EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_FAILED ->
                Optional.of("there is such a run already, and it goes on");
            case EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
                    EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
                    EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
                    EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
                    EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
                    EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW -> {
                closed = true;
                yield Optional.of(Endings.ended(event));
            }
            case EVENT_TYPE_WORKFLOW_TASK_COMPLETED, EVENT_TYPE_CHILD_WORKFLOW_EXECUTION_STARTED -> Optional.empty();
            default -> Optional.of(Endings.name(event));
        };
    }

    private static String marks(HistoryEvent event) {
        Map<String, Payload> marks = event.getUpsertWorkflowSearchAttributesEventAttributes()
                .getSearchAttributes()
                .getIndexedFieldsMap();
        return "marked for the list: "
                + new TreeMap<>(marks)
                        .entrySet().stream()
                                .map(e -> e.getKey() + " "
                                        + Decoded.one(e.getValue(), Object.class)
                                                .map(Object::toString)
                                                .orElse("none"))
                                .collect(Collectors.joining(", "));
    }
}
