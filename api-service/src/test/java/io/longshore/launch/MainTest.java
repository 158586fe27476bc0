package io.longshore.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.store.StoreFactory;
import io.longshore.wiring.ConfigReader;
import io.longshore.wiring.Engine;
import io.longshore.wiring.EngineFactory;
import io.longshore.wiring.EngineOrder;
import io.longshore.wiring.SampleStores;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {

    @TempDir
    Path directory;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void helpIsGivenWhereAskedFor() {
        assertThat(run("help")).isZero();
        assertThat(text(out)).contains("demo [FILE | URL]", "--temporal-port");
    }

    @Test
    void theReferenceIsPrintedWhole() {
        assertThat(run("config", "reference")).isZero();
        assertThat(text(out)).isEqualTo(ConfigReader.reference());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                              | usage
            fly                             | there is no command fly
            demo --prot 1                   | what is --prot?
            demo --port                     | --port needs a value
            demo --port=x                   | --port needs a port number
            demo --ui-port 70000            | --ui-port must be from 1 to 65535
            demo --port 7233                | must be four different ports; they are 7233, 7233, 8233 and 15432
            demo no-such-file               | neither a readable file
            config check src                | src: is a directory
            start --with-staging            | what is --with-staging?
            check-store                     | check-store needs the id of a store
            check-store a b                 | what is b?
            check-store a --config no.yaml  | no.yaml: does not exist
            config                          | config knows check and reference
            config check                    | config check needs a file
            config check x --role cook      | there is no role cook
            config check no-such.yaml       | does not exist
            start --config no-such.yaml     | no-such.yaml: does not exist
            """)
    void aWrongWordIsNamedAndAnsweredByTwo(String line, String complaint) {
        assertThat(run(line.isEmpty() ? new String[0] : line.split(" "))).isEqualTo(2);
        assertThat(text(out) + text(err)).contains(complaint);
    }

    @Test
    void aGoodFileIsCalledGoodAndAWrongOneNamed() throws Exception {
        Path file = Files.writeString(directory.resolve("longshore.yaml"), """
                stores: [{id: a, type: file, directory: a}]
                default-store: a
                staging: {directory: staging, mode: local}
                database: {url: 'jdbc:postgresql://db/longshore'}
                """);

        assertThat(run("config", "check", file.toString(), "--role", "api")).isEqualTo(2);
        assertThat(text(err)).contains(file + ": staging.mode: is local", "--with-staging");
        assertThat(run("config", "check", file.toString(), "--role", "api", "--with-staging"))
                .isZero();
        assertThat(text(out)).contains("good for role api, 1 stores");
    }

    @ParameterizedTest
    @ValueSource(strings = {"help", "--help", "demo --help", "worker -h", "replay --help"})
    void whoAsksForHelpGetsIt(String line) {
        assertThat(run(line.split(" "))).isZero();
        assertThat(text(out)).contains("usage: ./longshore COMMAND");
    }

    @Test
    void whatCannotBeADirectoryIsNamed() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("data"), Path.of("/nowhere"));
        assertThat(run("demo", "--exit", "--data", link.toString())).isEqualTo(1);
        assertThat(text(err)).isEqualTo("longshore: " + link + ": is no directory, or leads nowhere\n");
    }

    @Test
    void aNameThatNoFileCanHaveIsNamed() {
        assertThat(run("demo", "--data", "a\0b")).isEqualTo(2);
        assertThat(run("demo", "a\0b")).isEqualTo(2);
        assertThat(run("config", "check", "a\0b")).isEqualTo(2);
        assertThat(run("start", "--config", "a\0b")).isEqualTo(2);
        assertThat(run("replay", "x", "--save", "a\0b")).isEqualTo(2);
        assertThat(text(err).lines())
                .hasSize(5)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("longshore: a\0b can name no file here: ")
                        .contains("write another name"));
    }

    private int run(String... words) {
        Screen screen = new Screen(stream(out), stream(err), false);
        return new Main(screen, Map.of("HOSTNAME", "host1", "LONGSHORE_TEMPORAL", "/bin/true"), new NoEngine())
                .run(List.of(words));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String text(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static final class NoEngine implements EngineFactory {
        @Override
        public Map<String, StoreFactory> storeFactories(Path configDirectory) {
            return SampleStores.factories();
        }

        @Override
        public Engine start(EngineOrder order) {
            throw new AssertionError("nothing of this starts an engine");
        }
    }
}
