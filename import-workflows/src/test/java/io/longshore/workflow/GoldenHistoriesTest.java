package io.longshore.workflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Runs that were begun by an earlier version must go on under this one. To record all histories anew: {@code mvn -pl import-workflows
 * -am test -Dtest=GoldenHistoriesTest -Dsurefire.failIfNoSpecifiedTests=false -Dhistories=record}. Those that no scenario names were
 * recorded by a version that did otherwise, and stay.
 */
class GoldenHistoriesTest {

    private static final Path FOLDER = Path.of("src", "test", "resources", "histories");

    @Test
    void everyRecordedHistoryReplays() throws IOException {
        if ("record".equals(System.getProperty("histories"))) {
            record();
        }
        List<Path> files = files();
        assertThat(files.stream().map(GoldenHistoriesTest::name).toList())
                .containsAll(Golden.scenarios().keySet());
        try (TestWorkflowEnvironment environment = TestWorkflowEnvironment.newInstance()) {
            Worker worker = environment.newWorker(TaskQueues.IMPORTS, Harness.PATIENT);
            Workflows.register(worker);
            for (Path file : files) {
                WorkflowExecutionHistory history = WorkflowExecutionHistory.fromJson(Files.readString(file));
                assertThat(history.getEvents()).as(name(file)).hasSizeGreaterThan(5);
                assertThatCode(() -> WorkflowReplayer.replayWorkflowExecution(Histories.replayable(history), worker))
                        .as(name(file))
                        .doesNotThrowAnyException();
            }
        }
    }

    private static List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(FOLDER)) {
            return all.filter(p -> p.toString().endsWith(".json")).sorted().toList();
        }
    }

    private static String name(Path file) {
        return FOLDER.relativize(file).toString().replace('\\', '/');
    }

    private static void record() throws IOException {
        for (var scenario : Golden.scenarios().entrySet()) {
            Path file = FOLDER.resolve(scenario.getKey());
            Files.createDirectories(file.getParent());
            Files.writeString(file, Golden.play(scenario.getKey(), scenario.getValue()) + "\n");
        }
    }
}
