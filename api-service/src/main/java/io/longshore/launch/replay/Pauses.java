package io.longshore.launch.replay;

import io.temporal.api.history.v1.HistoryEvent;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** The times in which a run waited, and what for. */
final class Pauses {

    private final Map<Long, String> underWay = new LinkedHashMap<>();

    Stream<String> open() {
        return underWay.values().stream();
    }

    String begins(HistoryEvent event) {
        var length = event.getTimerStartedEventAttributes().getStartToFireTimeout();
        String words = "pause of "
                + Line.clock(Duration.ofSeconds(length.getSeconds(), length.getNanos()))
                + Decoded.summary(event).map(why -> ": " + why).orElse("");
        underWay.put(event.getEventId(), words);
        return words;
    }

    void isOver(HistoryEvent event) {
        underWay.remove(event.getTimerFiredEventAttributes().getStartedEventId());
    }

    String isCutShort(HistoryEvent event) {
        String words = underWay.remove(event.getTimerCanceledEventAttributes().getStartedEventId());
        return "cut short: " + (words == null ? "a pause" : words);
    }
}
