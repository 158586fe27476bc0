package io.longshore.launch.replay;

import io.longshore.importing.ImportSettings;
import io.longshore.importing.ImportTicket;
import io.longshore.importing.ReclaimTicket;
import io.temporal.api.history.v1.HistoryEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** What a run was started for. */
final class Heading {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern(
                    "yyyy-MM-dd HH:mm:ss.SSS 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private Heading() {}

    static String date(Instant time) {
        return DATE.format(time);
    }

    static List<String> of(HistoryEvent first) {
        var a = first.getWorkflowExecutionStartedEventAttributes();
        String run = "run " + a.getOriginalExecutionRunId() + ", begun " + date(Line.instant(first.getEventTime()));
        if (a.getWorkflowType().getName().equals(RunTypes.RECLAIM)) {
            return Decoded.first(a.getInput(), ReclaimTicket.class)
                    .map(t -> List.of("reclaim of image " + t.imageId() + ", project " + t.project(), run))
                    .orElse(List.of(run));
        }
        return Decoded.first(a.getInput(), ImportTicket.class)
                .map(t -> List.of(
                        t.title(),
                        "import " + t.importId() + " of image " + t.imageId() + ", project " + t.project(),
                        run + knobs(t.settings())))
                .orElse(List.of(run));
    }

    private static String knobs(ImportSettings settings) {
        return "; retry budget " + settings.retryBudget().toSeconds() + " s, " + settings.attemptsPerRound()
                + " attempts a round, heartbeat timeout "
                + settings.heartbeatTimeout().toSeconds() + " s";
    }
}
