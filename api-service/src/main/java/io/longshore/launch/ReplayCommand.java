package io.longshore.launch;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.launch.replay.Account;
import io.longshore.launch.replay.HistoryFile;
import io.longshore.launch.replay.KnownRun;
import io.longshore.launch.replay.Replay;
import io.longshore.launch.replay.RunTypes;
import io.longshore.launch.replay.TemporalHistories;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.envconfig.ClientConfigProfile;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code replay}: what an import's run did, and whether today's code would do the same. */
final class ReplayCommand {

    private static final String UUID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Pattern ID = Pattern.compile(UUID + "(?:/(?:" + UUID + "|reclaim))?");
    private static final int MOST_OTHERS = 10;

    private final Screen screen;
    private final Map<String, String> environment;

    ReplayCommand(Screen screen, Map<String, String> environment) {
        this.screen = screen;
        this.environment = environment;
    }

    /** 0 where the run replays, 1 where the code of this build decides otherwise. */
    int run(Arguments arguments) {
        Optional<String> wanted = arguments.option("--run");
        Optional<Path> save = arguments.option("--save").map(Path::of);
        Path data = arguments.path("--data", environment.getOrDefault("LONGSHORE_DATA", ".longshore"));
        String subject = arguments
                .word()
                .orElseThrow(
                        () -> Arguments.wrong("replay needs the id of an import or an image, or a history's file."));
        arguments.end();
        Logs.ofLongshoreAlone();
        String id = subject.toLowerCase(Locale.ROOT);
        WorkflowExecutionHistory history = ID.matcher(id).matches() ? fetch(id, wanted, data) : read(subject, wanted);
        RunTypes.require(history);
        save.ifPresent(file -> HistoryFile.write(file, history));
        Account.of(history).forEach(screen::say);
        save.ifPresent(file -> screen.say("\nThe history is in " + file));
        return tell(Replay.of(history));
    }

    private int tell(Replay.Verdict verdict) {
        return switch (verdict) {
            case Replay.Verdict.Same same -> {
                screen.say("\nREPLAYS: the workflow code of this build decides the same, over all " + same.events()
                        + " events.");
                yield 0;
            }
            case Replay.Verdict.Differs differs -> {
                screen.say("\nDIVERGES " + differs.words());
                screen.say("A worker of this build cannot go on with such a run; one of the build that made it can.");
                yield 1;
            }
        };
    }

    private static WorkflowExecutionHistory read(String subject, Optional<String> run) {
        try {
            Path file = Path.of(subject);
            if (run.isPresent()) {
                throw Arguments.wrong("--run is for runs at Temporal; a file holds one.");
            }
            if (Files.exists(file)) {
                return HistoryFile.read(file);
            }
        } catch (InvalidPathException e) {
            // no file, then
        }
        throw Arguments.wrong(subject + " is neither a file nor the id of an import or an image.");
    }

    private WorkflowExecutionHistory fetch(String id, Optional<String> wanted, Path data) {
        ClientConfigProfile profile = TemporalProfile.of(environment);
        if (profile.getAddress() == null) {
            profile = ClientConfigProfile.newBuilder(profile)
                    .setAddress(TemporalServer.addressIn(data).orElse(TemporalProfile.DEFAULT_ADDRESS))
                    .build();
        }
        WorkflowClientOptions options = WorkflowClientOptions.newBuilder(profile.toWorkflowClientOptions())
                .setNamespace(TemporalProfile.namespace(profile))
                .build();
        try (TemporalHistories temporal = new TemporalHistories(
                profile.toWorkflowServiceStubsOptions(), TemporalProfile.address(profile), options)) {
            List<KnownRun> runs = temporal.runsOf(id);
            KnownRun chosen = wanted.map(run -> pick(runs, run)).orElse(runs.getFirst());
            screen.say(chosen.toString());
            runs.stream()
                    .filter(run -> !run.equals(chosen))
                    .limit(MOST_OTHERS)
                    .forEach(run -> screen.say("  besides: " + run));
            if (runs.size() > 1) {
                screen.say("  --run RUN tells of another one"
                        + (runs.size() - 1 > MOST_OTHERS ? "; there are " + (runs.size() - 1) + " of them" : ""));
            }
            screen.say("");
            return temporal.historyOf(chosen);
        }
    }

    private static KnownRun pick(List<KnownRun> runs, String wanted) {
        return runs.stream()
                .filter(run -> run.runId().equals(wanted))
                .findFirst()
                .orElseThrow(() -> new ImageException(
                        FailureKind.NOT_FOUND,
                        "there is no run " + wanted + " among the " + runs.size() + " of them."));
    }
}
