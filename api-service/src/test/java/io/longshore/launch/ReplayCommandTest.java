package io.longshore.launch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.util.JsonFormat;
import io.longshore.store.StoreFactory;
import io.longshore.wiring.Engine;
import io.longshore.wiring.EngineFactory;
import io.longshore.wiring.EngineOrder;
import io.temporal.api.common.v1.Payload;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.History;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.api.history.v1.MarkerRecordedEventAttributes;
import io.temporal.common.WorkflowExecutionHistory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Over the histories that every build must replay, as they are and with something changed. */
class ReplayCommandTest {

    private static final Path GOLDEN = Path.of("..", "import-workflows", "src", "test", "resources", "histories");

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void everyGoldenHistoryIsToldAndReplays() throws IOException {
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                out.reset();
                assertThat(replay(file.toString())).as(file.toString()).isZero();
                assertThat(text()).as(file.toString()).contains("+0:00.0  begun", "REPLAYS: ");
                assertThat(text()).as(file.toString()).doesNotContain("null", "Optional", "workflow task");
            }
        }
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            web-download             | fetch from the web; ceph, s3, dcn1 staged (fetched once for all stores)
            web-download             | source: read to its end: 977 KiB
            copy-image               | ceph2 native from [ceph] (native copy from ceph); s3 direct from [ceph]
            copy-image               | s3: landed: 977 KiB from staging, check: size (after 0:00.
            store-came-back          | dcn1: round failed, at 596 KiB of 977 KiB (61 %): dcn1: connection refused [UNAVAILABLE]
            store-came-back          | : dcn1: connection refused – attempt 10, 596 KiB of 977 KiB (61 %), next
            store-came-back          | marked for the list: ImportStage retrying, StoresFailing [dcn1]
            store-came-back          | marked for the list: ImportStage running, StoresFailing none
            budget-spent             | given up: dcn1: connection refused; given up after
            store-failed             | dcn1: failed, and no retry can help, at 0 B of 977 KiB (0 %): dcn1: no space left [STORE_FULL]
            skipped                  | told by harness that somebody said something
            skipped                  | heard: skip dcn1
            skipped                  | dcn1: told to stop
            skipped                  | dcn1: stopped
            retried-by-an-operator   | heard: retry dcn1 now
            retried-by-an-operator   | cut short: pause of
            cancelled                | heard: stop: cancelled by an operator
            cancelled                | run completed: cancelled; cancelled by an operator
            deleted                  | heard: stop:
            terminated               | run terminated by harness: terminated by an operator
            cancelled-in-temporal    | cancel asked for in Temporal by harness
            staging-lost-untold      | dcn1: no worker took it up in time (1 s)
            staging-lost             | heard: host here is lost or leaving: go on elsewhere
            gone-on-elsewhere        | heard: host here is lost or leaving: go on elsewhere
            staging-lost             | the bytes are gone: staging: host here is lost, and its bytes with it
            waited-for-a-place       | no plan yet:
            catalog-away             | Plan failed: catalog: connection refused
            left-to-reclaim          | reclaim: 1 object deleted, still there: ceph: connection refused
            left-to-reclaim          | what is left is handed to a run of its own:
            """)
    void whatMattersIsTold(String scenario, String words) {
        assertThat(replay(GOLDEN.resolve("ImportImage")
                        .resolve(scenario + ".json")
                        .toString()))
                .isZero();
        assertThat(text()).contains(words);
    }

    @Test
    void anotherDecisionIsNamedWithItsEvent() throws IOException {
        Path renamed = changed(
                "store-came-back",
                e -> isOf(e, EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED) ? withType(e, "Fetch") : e);
        assertThat(replay(renamed.toString())).isEqualTo(1);
        assertThat(text())
                .contains("DIVERGES at event 6 (activity task scheduled, +0:00.0): the history has activity task"
                        + " scheduled, with activityType Fetch; this build decides Copy");

        Path marker = changed(
                "store-came-back",
                e -> isOf(e, EventType.EVENT_TYPE_TIMER_STARTED)
                        ? e.toBuilder()
                                .clearTimerStartedEventAttributes()
                                .setEventType(EventType.EVENT_TYPE_MARKER_RECORDED)
                                .setMarkerRecordedEventAttributes(MarkerRecordedEventAttributes.newBuilder()
                                        .setMarkerName("Version"))
                                .build()
                        : e);
        assertThat(replay(marker.toString())).isEqualTo(1);
        assertThat(text())
                .contains("DIVERGES at event " + firstPause("store-came-back") + " (marker recorded, ")
                .contains("this build decides to start timer");
    }

    @Test
    void codeThatFailsIsNoSuccess() throws IOException {
        Path foreign = changed("glance-direct", e -> e.getEventId() == 1 ? withInput(e, "[1]") : e);
        assertThat(replay(foreign.toString())).isEqualTo(1);
        assertThat(text())
                .contains("DIVERGES at event 4", "this build's workflow code fails there: Cannot deserialize");
    }

    @Test
    void aRunUnderWayIsToldAsFarAsItWent() throws IOException {
        Path begun = write(events("store-came-back").subList(0, firstPause("store-came-back")));
        assertThat(replay(begun.toString())).isZero();
        assertThat(text())
                .containsPattern("here the history ends; the run had not\\. Under way: pause of .*: dcn1: conn");
    }

    /** The id of the event that begins it, which is also its place in the list. */
    private static int firstPause(String scenario) throws IOException {
        return events(scenario).stream()
                .filter(e -> isOf(e, EventType.EVENT_TYPE_TIMER_STARTED))
                .mapToInt(e -> Math.toIntExact(e.getEventId()))
                .min()
                .orElseThrow();
    }

    @Test
    void whatIsNoHistoryOfOursIsRefused() throws IOException {
        List<HistoryEvent> events = events("glance-direct");
        List<HistoryEvent> gap = new ArrayList<>(events);
        gap.remove(7);
        HistoryEvent.Builder first = events.getFirst().toBuilder();
        first.getWorkflowExecutionStartedEventAttributesBuilder()
                .getWorkflowTypeBuilder()
                .setName("Other");
        Path nothing = Files.writeString(directory.resolve("nothing.json"), "{}");
        Path prose = Files.writeString(directory.resolve("prose.json"), "once upon a time");
        Path bytes = Files.write(directory.resolve("bytes.json"), new byte[] {(byte) 0xff, 0, 1});

        assertRefused(write(gap), "the history is not whole: event 9 stands where event 8 should.");
        assertRefused(
                write(List.of(first.build())), "a workflow of type Other; Longshore's are ImportImage and Reclaim");
        assertRefused(write(events.subList(3, 8)), "is not the history of a run: First event is not");
        assertRefused(nothing, "is not the history of a run: it has no events. Wanted is what temporal workflow show");
        assertRefused(prose, "is not the history of a run");
        assertRefused(bytes, "is not the history of a run: it is no text");
        assertRefused(directory, "cannot be read");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                              | needs the id of an import or an image
            no-such.json                                    | is neither a file nor the id
            a b                                             | what is b?
            history.json --run x                            | --run is for runs at Temporal
            history.json --save                             | --save needs a value
            """)
    void aWrongWordIsNamedAndAnsweredByTwo(String line, String complaint) {
        assertThat(replay(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(complaint);
    }

    @Test
    void aTemporalThatIsAwayIsNamed() throws IOException {
        String nobody = "127.0.0.1:" + FreePorts.next();
        String id = "0f7c8a52-7c0c-4c7b-9d6e-3a7e5b1f2c3d";
        assertThat(replay(Map.of("TEMPORAL_ADDRESS", nobody), id)).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Temporal at " + nobody + " does not answer");

        Files.createDirectories(directory.resolve("run"));
        Files.writeString(directory.resolve("run").resolve("temporal.address"), nobody);
        err.reset();
        assertThat(replay(Map.of(), id + "/reclaim", "--data", directory.toString()))
                .as("a demo's")
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("Temporal at " + nobody + " does not answer");
    }

    @Test
    void whatIsSavedIsWhatWasTold() {
        String golden = GOLDEN.resolve("ImportImage").resolve("skipped.json").toString();
        Path saved = directory.resolve("saved.json");
        assertThat(replay(golden)).isZero();
        String told = text();
        out.reset();
        assertThat(replay(golden, "--save", saved.toString())).isZero();
        assertThat(text()).contains("The history is in " + saved);
        out.reset();
        assertThat(replay(saved.toString())).isZero();
        assertThat(text()).isEqualTo(told);
        assertThat(replay(
                        golden,
                        "--save",
                        directory.resolve("no/such/folder.json").toString()))
                .isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("cannot be written");
    }

    @Test
    void wordsFromOutsideDoNotReachTheTerminalAsOrders() throws IOException {
        Path evil = changed("terminated", e -> {
            if (!isOf(e, EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED)) {
                return e;
            }
            HistoryEvent.Builder changed = e.toBuilder();
            changed.getWorkflowExecutionTerminatedEventAttributesBuilder().setReason("a\u001b[2Jb\nc\u202ed");
            return changed.build();
        });
        assertThat(replay(evil.toString())).isZero();
        assertThat(text()).contains("run terminated by harness: a [2Jb c d").doesNotContain("\u001b");
    }

    private void assertRefused(Path file, String words) {
        err.reset();
        assertThat(replay(file.toString())).as(words).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(words);
    }

    private Path changed(String scenario, UnaryOperator<HistoryEvent> change) throws IOException {
        return write(events(scenario).stream().map(change).toList());
    }

    private static List<HistoryEvent> events(String scenario) throws IOException {
        return WorkflowExecutionHistory.fromJson(
                        Files.readString(GOLDEN.resolve("ImportImage").resolve(scenario + ".json")))
                .getEvents();
    }

    private Path write(List<HistoryEvent> events) throws IOException {
        History history = History.newBuilder().addAllEvents(events).build();
        Path file = Files.createTempFile(directory, "history", ".json");
        return Files.writeString(file, JsonFormat.printer().print(history));
    }

    private static boolean isOf(HistoryEvent event, EventType type) {
        return event.getEventType() == type;
    }

    private static HistoryEvent withType(HistoryEvent event, String type) {
        HistoryEvent.Builder changed = event.toBuilder();
        changed.getActivityTaskScheduledEventAttributesBuilder()
                .getActivityTypeBuilder()
                .setName(type);
        return changed.build();
    }

    private static HistoryEvent withInput(HistoryEvent event, String json) {
        HistoryEvent.Builder changed = event.toBuilder();
        Payload.Builder input = changed.getWorkflowExecutionStartedEventAttributesBuilder()
                .getInputBuilder()
                .getPayloadsBuilder(0);
        input.setData(ByteString.copyFromUtf8(json));
        return changed.build();
    }

    private int replay(String... words) {
        return replay(Map.of(), words);
    }

    private int replay(Map<String, String> environment, String... words) {
        Screen screen = new Screen(stream(out), stream(err), false);
        List<String> line = new ArrayList<>(List.of("replay"));
        line.addAll(List.of(words));
        return new Main(screen, environment, new NoEngine()).run(line);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static final class NoEngine implements EngineFactory {
        @Override
        public Map<String, StoreFactory> storeFactories(Path configDirectory) {
            throw new AssertionError("a replay needs no stores");
        }

        @Override
        public Engine start(EngineOrder order) {
            throw new AssertionError("a replay starts no engine");
        }
    }
}
