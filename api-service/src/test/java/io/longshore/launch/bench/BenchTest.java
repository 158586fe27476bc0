package io.longshore.launch.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole benchmark, in small. */
final class BenchTest {

    private static final BenchStack.Opener NONE = (directory, port) -> {
        throw new IOException("Longshore does not start");
    };
    private static final List<String> SMALL = List.of(
            "--size",
            "2",
            "--rounds",
            "2",
            "--no-warm-up",
            "--latency-imports",
            "2",
            "--rate-imports",
            "4",
            "--at-once",
            "2",
            "--images",
            "5",
            "--seconds",
            "0.05",
            "--connections",
            "2",
            "--crowd",
            "2");

    @TempDir
    private Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void everyRowIsMeasuredOnEveryTarget() throws Exception {
        Path work = directory.resolve("work");
        Path report = directory.resolve("report.json");
        try (SmallImageApi one = new SmallImageApi(directory.resolve("one"), "");
                SmallImageApi two = new SmallImageApi(directory.resolve("two"), "")) {
            List<String> args = with(
                    "--only",
                    "copy,web,direct,io,latency,rate,requests,catalog,memory",
                    "--without-longshore",
                    "--peer-catalog",
                    "20,30",
                    "--stores",
                    "1,3",
                    "--work",
                    work.toString(),
                    "--json",
                    report.toString(),
                    "--peer",
                    spec("one", one) + ",pid=" + ProcessHandle.current().pid(),
                    "--peer",
                    spec("two", two));

            assertThat(run(args, NONE)).as(said()).isZero();
            assertThat(one.imagesLeft() + two.imagesLeft()).isZero();
        }
        JsonNode json = new ObjectMapper().readTree(report.toFile());
        assertThat(json.path("findings")).isEmpty();
        assertThat(json.path("rows").findValuesAsText("row"))
                .containsExactly(
                        "latency-1",
                        "latency-3",
                        "imports, 2 at once",
                        "create",
                        "show",
                        "list-25",
                        "list-500",
                        "put-file",
                        "get-file",
                        "copy-1",
                        "copy-3",
                        "web-1",
                        "web-3",
                        "web-6",
                        "stage",
                        "direct-3",
                        "web-1, 2 at once",
                        "list-by-checksum of 20",
                        "list-25 of 20",
                        "latency-1 of 20",
                        "list-by-checksum of 30",
                        "list-25 of 30",
                        "latency-1 of 30");
        for (JsonNode row : json.path("rows")) {
            assertThat(row.path("targets").path("one").path("rounds"))
                    .as(row.path("row").asText())
                    .hasSize(2);
            assertThat(row.path("targets").path("two").path("rounds")).hasSize(2);
            assertThat(row.path("targets").path("one").path("all_rounds").has("server_cpu_s"))
                    .isTrue();
            assertThat(row.path("targets").path("two").path("all_rounds").has("server_cpu_s"))
                    .isFalse();
            row.path("floors").forEach(floor -> assertThat(floor).hasSize(2));
        }
        assertThat(json.path("rows").findValues("source_read_x"))
                .allMatch(read -> read.asDouble() == 1)
                .hasSizeGreaterThan(2);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("get-hash-write-1 + cp-3", "| web-3, 2 MiB | one |", "Every byte was right.");
        try (Stream<Path> left = Files.list(work)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void crowdsAndTheWidestImportAreOfOneSizeAndCrowdsComeLast() throws Exception {
        Path report = directory.resolve("report.json");
        try (SmallImageApi one = new SmallImageApi(directory.resolve("one"), "")) {
            int code = run(
                    with(
                            "--only=memory",
                            "--size=1,2",
                            "--rounds=1",
                            "--json=" + report,
                            "--target",
                            spec("longshore", one) + ",pid="
                                    + ProcessHandle.current().pid(),
                            "--work",
                            directory + "/w"),
                    NONE);

            assertThat(code).as(said()).isZero();
        }
        List<String> rows = new ArrayList<>();
        new ObjectMapper()
                .readTree(report.toFile())
                .path("rows")
                .forEach(row -> rows.add(
                        row.path("size_mib") + " MiB: " + row.path("row").asText()));
        assertThat(rows).containsExactly("1 MiB: web-1", "1 MiB: web-6", "2 MiB: web-1", "1 MiB: web-1, 2 at once");
        assertThat(said()).contains("web-1, 1 to 2 MiB, peak RSS apart by MiB: ");
    }

    @Test
    void whoHasTooFewStoresIsLeftOutAndTheOthersAreMeasured() throws Exception {
        try (SmallImageApi one = new SmallImageApi(directory.resolve("one"), "")) {
            int code = run(
                    with(
                            "--only=copy",
                            "--stores=3",
                            "--rounds=1",
                            "--target",
                            spec("longshore", one),
                            "--peer",
                            spec("few", one) + ",stores=fast+reliable+cheap",
                            "--work",
                            directory + "/w"),
                    NONE);

            assertThat(code).as(said()).isZero();
        }
        assertThat(said())
                .contains("Left out: copy-3 needs 4 stores, and few has 3.", "| copy-3, 2 MiB | longshore |")
                .doesNotContain("| few |");
    }

    @Test
    void aWrongByteFailsTheRun() throws Exception {
        try (SmallImageApi one = new SmallImageApi(directory.resolve("one"), "cheap")) {
            int code = run(
                    with("--only", "web", "--rounds=1", "--target", spec("longshore", one), "--work", directory + "/w"),
                    NONE);

            assertThat(code).isEqualTo(1);
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .contains("WRONG: longshore", "store cheap holds other bytes");
        }
    }

    @Test
    void whatAFailedFlowHasMadeIsRemoved() throws Exception {
        try (SmallImageApi one = new SmallImageApi(directory.resolve("one"), "")) {
            Files.createDirectories(directory.resolve("one"));
            Files.writeString(directory.resolve("one/cheap"), "no directory");

            int code = run(
                    with("--only", "web", "--rounds=1", "--target", spec("longshore", one), "--work", directory + "/w"),
                    NONE);

            assertThat(code).isEqualTo(1);
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .contains("WRONG: longshore: web-3: longshore: POST", "answered 500");
            assertThat(one.imagesLeft()).isZero();
        }
    }

    @Test
    void whoeverRefusesIsNamedAndTheOthersAreMeasured() throws Exception {
        try (SmallImageApi one = new SmallImageApi(directory.resolve("one"), "")) {
            int code = run(
                    with(
                            "--only",
                            "io",
                            "--rounds=1",
                            "--target",
                            spec("longshore", one),
                            "--work",
                            directory + "/w",
                            "--peer",
                            "name=stranger,url=" + one.url() + ",token=wrong"),
                    NONE);

            assertThat(code).isEqualTo(1);
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .contains("stranger: POST /v2/images answered 401", "| put-file, 2 MiB | longshore |")
                    .doesNotContain("| stranger |");
        }
    }

    @Test
    void aLongshoreThatIsStartedIsStoppedAgain() throws Exception {
        List<String> happened = new ArrayList<>();
        try (SmallImageApi one = new SmallImageApi(directory.resolve("one"), "")) {
            int code = run(with("--only", "io", "--rounds=1", "--work", directory + "/w"), (at, port) -> {
                happened.add("started");
                return new StartedApi(one, happened);
            });

            assertThat(code).as(said()).isZero();
            assertThat(happened).containsExactly("started", "stopped");
        }
    }

    @Test
    void aLongshoreThatDoesNotStartIsSaid() throws Exception {
        assertThat(run(with("--only", "io", "--work", directory + "/w"), NONE)).isEqualTo(1);
        assertThat(said()).contains("longshore bench: Longshore does not start");
    }

    @Test
    void aWrongCommandLineIsNotAMeasurement() throws Exception {
        assertThat(run(List.of("--sise", "5"), NONE)).isEqualTo(2);
        assertThat(run(List.of("--without-longshore", "--peer", "name=a,url=http://127.0.0.1:9,pid=999999999"), NONE))
                .isEqualTo(1);
        assertThat(said()).contains("unknown argument '--sise'", "a: no process [999999999]");
        assertThat(run(List.of("--help"), NONE)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("--peer SPEC");
    }

    private static String spec(String name, SmallImageApi api) {
        return "name=" + name + ",url=" + api.url() + ",token=secret,dirs=" + api.stores();
    }

    private static List<String> with(String... more) {
        List<String> args = new ArrayList<>(SMALL);
        for (String each : more) {
            int at = each.indexOf('=') < 0 ? -1 : args.indexOf(each.substring(0, each.indexOf('=')));
            if (at >= 0) {
                args.set(at + 1, each.substring(each.indexOf('=') + 1));
            } else {
                args.add(each);
            }
        }
        return args;
    }

    private int run(List<String> args, BenchStack.Opener opener) throws InterruptedException {
        return Bench.run(
                args.toArray(String[]::new),
                opener,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8) + out.toString(StandardCharsets.UTF_8);
    }
}
