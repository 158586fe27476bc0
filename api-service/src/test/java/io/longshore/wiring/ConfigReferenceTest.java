package io.longshore.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The reference is what operators read: it must name every key, no other, and the true defaults. */
class ConfigReferenceTest {

    private final ConfigReader reader = new ConfigReader(
            new ConfigSurroundings(Role.START, false, directory -> SampleStores.factories(), Map.of(), "host1"));

    @Test
    void itNamesEveryKeyAndNoOther() {
        String reference = ConfigReader.reference();
        Set<String> written = new TreeSet<>();
        collect("", new Yaml(new SafeConstructor(new LoaderOptions())).load(reference), written);
        written.remove("stores[].directory"); // an option of its type

        assertThat(written).isEqualTo(new TreeSet<>(reader.keys(reference)));
    }

    @Test
    void itsValuesAreTheDefaults() {
        ConfigReport report = reader.read("reference", java.nio.file.Path.of(""), withoutExamples());

        assertThat(report.lines()).isEmpty();
        EngineConfig config = report.config().orElseThrow();
        assertThat(config.limits()).isEqualTo(LimitsConfig.defaults());
        assertThat(config.imports()).isEqualTo(ImportConfig.defaults());
        assertThat(config.worker()).isEqualTo(WorkerConfig.defaults());
        assertThat(config.auth()).isEqualTo(new AuthConfig.None());
        assertThat(config.http().port()).isEqualTo(9292);
        assertThat(config.http().address().isLoopbackAddress()).isTrue();
        assertThat(config.database().connections()).isEqualTo(20);
        assertThat(config.staging().mode()).isEqualTo(StagingConfig.Mode.LOCAL);
        assertThat(config.staging().capacityBytes()).isNull();
    }

    @Test
    void everyLineThatHoldsAKeySaysWhatItIs() {
        List<String> bare = ConfigReader.reference()
                .lines()
                .filter(line -> line.matches("\\s+[a-z-]+: .*"))
                .filter(line -> !line.contains("#"))
                .filter(line -> !line.matches("\\s+(disallowed-[a-z]+|allowed-schemes|port): .*"))
                .toList();

        assertThat(bare).isEmpty();
    }

    private static String withoutExamples() {
        return String.join(
                "\n",
                Arrays.stream(ConfigReader.reference().split("\n"))
                        .filter(line -> !line.contains("# example"))
                        .toList());
    }

    private static void collect(String path, Object value, Set<String> keys) {
        switch (value) {
            case Map<?, ?> map ->
                map.forEach((key, inner) -> {
                    String at = path.isEmpty() ? String.valueOf(key) : path + "." + key;
                    keys.add(at);
                    collect(at, inner, keys);
                });
            case List<?> list -> list.forEach(inner -> collect(path + "[]", inner, keys));
            default -> {}
        }
    }
}
