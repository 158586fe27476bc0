package io.longshore.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import io.longshore.store.StoreFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The reference is what operators read: it must name every key, no other, and the true defaults. */
class ConfigReferenceTest {

    private static final Path HERE = Path.of("");

    private final Map<String, StoreFactory> stores = new Longshore().storeFactories(HERE);
    private final ConfigReader reader =
            new ConfigReader(new ConfigSurroundings(Role.START, false, directory -> stores, Map.of(), "host1"));

    @Test
    void itNamesEveryKeyAndNoOther() {
        String reference = ConfigReader.reference();
        Set<String> written = new TreeSet<>();
        collect("", yaml(reference), written);
        Set<String> known = new TreeSet<>(reader.keys(reference));
        stores.values().forEach(factory -> options(factory).forEach(option -> known.add("stores[]." + option)));

        assertThat(written).isEqualTo(known);
    }

    @Test
    void itNamesEveryOptionOfEveryKindOfStore() {
        Map<String, Set<String>> written = new TreeMap<>();
        Map<?, ?> root = yaml(ConfigReader.reference());
        for (Object entry : (List<?>) Objects.requireNonNull(root.get("stores"))) {
            Map<?, ?> store = (Map<?, ?>) entry;
            Set<String> options = new TreeSet<>();
            store.keySet().forEach(key -> options.add(String.valueOf(key)));
            options.removeAll(Set.of("id", "type", "description", "weight", "verify"));
            written.put(String.valueOf(store.get("type")), options);
        }
        Map<String, Set<String>> known = new TreeMap<>();
        stores.forEach((type, factory) -> known.put(type, new TreeSet<>(options(factory))));

        assertThat(written).isEqualTo(known);
    }

    /** Whoever names an option that is none is told which there are. */
    private static List<String> options(StoreFactory factory) {
        try {
            factory.create(StoreId.of("s"), "", 0, Map.of("nonsense", "x"));
            throw new AssertionError(factory.type() + " takes nonsense for an option");
        } catch (ImageException e) {
            String known = e.getMessage().replaceFirst(".*known are ", "");
            return List.of(known.split(", ", -1));
        }
    }

    /** What people read elsewhere of keys must be so, too. */
    @Test
    void theReadmeNamesOnlyKeysThatThereAre() throws IOException {
        Set<String> keys = reader.keys(ConfigReader.reference());
        String sections = keys.stream().filter(key -> !key.contains(".")).collect(Collectors.joining("|"));
        List<String> named = Pattern.compile("`((?:" + sections + ")(?:\\.[a-z-]+)+)")
                .matcher(Files.readString(Path.of("../README.md")))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(named).contains("import.uri-filter.refuse-private", "auth.mode");
        assertThat(keys).containsAll(named);
    }

    @Test
    void itsValuesAreTheDefaults() {
        ConfigReport report = reader.read("reference", HERE, withoutExamples());

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
    void everyKeySaysWhatItIs() {
        List<String> lines = ConfigReader.reference().lines().toList();
        List<String> bare = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            boolean isKey = lines.get(i).matches("\\s*(- )?[a-z-]+:.*");
            boolean isCommented = lines.get(i).contains("#") || lines.get(i - 1).matches("\\s*#.*");
            if (isKey && !isCommented) {
                bare.add(lines.get(i));
            }
        }

        assertThat(bare).isEmpty();
    }

    private static String withoutExamples() {
        return String.join(
                "\n",
                Arrays.stream(ConfigReader.reference().split("\n"))
                        .filter(line -> !line.contains("# example"))
                        .toList());
    }

    private static Map<?, ?> yaml(String text) {
        return new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
    }

    private static void collect(String path, Object value, Set<String> keys) {
        switch (value) {
            case Map<?, ?> map ->
                map.forEach((key, inner) -> {
                    String at = path.isEmpty() ? String.valueOf(key) : path + "." + key;
                    keys.add(at);
                    // What is inside an option of a store is the store's business.
                    if (!path.equals("stores[]")) {
                        collect(at, inner, keys);
                    }
                });
            case List<?> list -> list.forEach(inner -> collect(path + "[]", inner, keys));
            default -> {}
        }
    }
}
