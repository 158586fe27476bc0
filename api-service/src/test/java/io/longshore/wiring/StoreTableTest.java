package io.longshore.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.StoreId;
import io.longshore.store.ReadableStore;
import io.longshore.store.Store;
import io.longshore.store.StoreFactory;
import io.longshore.store.StoreLimits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the README says about stores is what they say about themselves, and its configuration is a good one. */
final class StoreTableTest {

    private static final String HUB = "6a0f4c8e-3f8b-4c7e-9a53-0d8f7c1b2e94";
    private static final String EDGE = "0b1d8a3f-95b4-4b1c-8a15-8a1b9f6f3f10";

    private final Map<String, StoreFactory> factories = new Longshore().storeFactories(Path.of(""));

    /** One of each kind, one beside it, and one elsewhere. */
    private record Kind(Map<String, Object> one, Map<String, Object> beside, Map<String, Object> elsewhere) {}

    private static final Map<String, Kind> KINDS = new LinkedHashMap<>();

    static {
        KINDS.put("file", new Kind(Map.of("directory", "a"), Map.of("directory", "b"), Map.of()));
        KINDS.put(
                "rbd",
                new Kind(
                        Map.of("fsid", HUB, "pool", "images"),
                        Map.of("fsid", HUB, "pool", "vms"),
                        Map.of("fsid", EDGE, "pool", "images")));
        KINDS.put("s3", new Kind(s3("one", "images"), s3("one", "more"), s3("two", "images")));
        KINDS.put("swift", new Kind(swift("one", "images"), swift("one", "more"), swift("two", "images")));
        KINDS.put("http", new Kind(Map.of(), Map.of(), Map.of()));
    }

    @Test
    void theTableIsTrue() throws IOException {
        assertThat(KINDS.keySet()).isEqualTo(factories.keySet().stream().collect(Collectors.toSet()));
        StringBuilder table = new StringBuilder("""
                | type | part, unless given | largest image | parts at once | made natively from | not from, and why | resumes |
                |---|---|---|---|---|---|---|
                """);
        KINDS.forEach((type, kind) -> table.append(row(type, kind)));
        assertThat(readme()).contains(table);
    }

    @Test
    void theExampleIsAGoodConfiguration() throws IOException {
        String readme = readme();
        int begin = readme.indexOf("```yaml\n") + 8;
        String example = readme.substring(begin, readme.indexOf("```", begin));
        ConfigReport report = new ConfigReader(
                        new ConfigSurroundings(Role.START, false, directory -> factories, Map.of(), "host1"))
                .read("README.md", Path.of(""), example);
        assertThat(report.lines()).isEmpty();
        assertThat(report.config().orElseThrow().stores().stream().map(StoreConfig::type))
                .containsAll(KINDS.keySet());
    }

    private String row(String type, Kind kind) {
        ReadableStore store = store(type, kind.one());
        StoreLimits limits = store.describe().limits();
        if (!(store instanceof Store writable)) {
            return "| `" + type + "` | read only | – | – | – | – | – |\n";
        }
        String option = factory(type).partSizeOption().orElseThrow();
        String natively = "–";
        String why = "type … cannot be copied natively to type " + type;
        if (store.localFiles().isPresent()) {
            natively = "`file` stores of the same machine, by the kernel";
        } else if (writable.serverSideCopy().isPresent()) {
            var copies = writable.serverSideCopy().get();
            assertThat(copies.obstacle(store(type, kind.beside()))).isEmpty();
            natively = "`" + type + "` stores, by " + (type.equals("rbd") ? "librbd" : "the server");
            why = copies.obstacle(store(type, kind.elsewhere())).orElseThrow().replaceAll("[0-9a-f-]{36}", "…") + "; "
                    + copies.obstacle(store("http", Map.of())).orElseThrow().replace("http", "…");
        }
        return "| `" + type + "` | " + (limits.partBytes() >> 20) + " MiB (`" + option + "`) | "
                + (limits.maxObjectBytes() >> 40) + " TiB | " + limits.parallelParts() + " | " + natively + " | " + why
                + (store.localFiles().isPresent()
                        ? " | without what is durable, about every 256 MiB, or each minute |\n"
                        : " | without its finished parts |\n");
    }

    private ReadableStore store(String type, Map<String, Object> options) {
        return factory(type).create(StoreId.of(type), "", 0, options);
    }

    private StoreFactory factory(String type) {
        return Objects.requireNonNull(factories.get(type), type);
    }

    private static Map<String, Object> s3(String host, String bucket) {
        return Map.of(
                "endpoint",
                "https://" + host + ".example.org",
                "bucket",
                bucket,
                "access-key",
                "AK",
                "secret-key",
                "SK");
    }

    private static Map<String, Object> swift(String host, String container) {
        return Map.of(
                "auth-address", "https://" + host + ".example.org/v3",
                "user", "glance",
                "key", "SECRET",
                "project", "service",
                "container", container);
    }

    private static String readme() throws IOException {
        Path here = Path.of("README.md");
        return Files.readString(Files.exists(here) ? here : Path.of("..").resolve(here));
    }
}
