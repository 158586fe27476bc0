package io.longshore.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import io.longshore.image.StoreId;
import io.longshore.importing.UriPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {

    private static final String GOOD = """
            stores:
              - {id: fast, type: file, directory: fast}
              - {id: cheap, type: file, directory: cheap, weight: 7, description: disks, verify: full}
              - {id: web, type: http}
            default-store: fast
            staging: {directory: staging}
            database: {url: "jdbc:postgresql://db/longshore"}
            """;

    @TempDir
    Path directory;

    private Path file = Path.of("longshore.yaml");

    @BeforeEach
    void file() {
        file = directory.resolve("longshore.yaml");
    }

    @Test
    void whatIsLeftOutHasItsDefault() {
        EngineConfig config = read(GOOD).config().orElseThrow();

        assertThat(config.stores())
                .extracting(s -> s.id().value(), StoreConfig::type, StoreConfig::weight, StoreConfig::description)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("fast", "file", 0, ""),
                        org.assertj.core.groups.Tuple.tuple("cheap", "file", 7, "disks"),
                        org.assertj.core.groups.Tuple.tuple("web", "http", 0, ""));
        assertThat(config.stores()).extracting(StoreConfig::verifyFull).containsExactly(false, true, false);
        assertThat(config.defaultStore()).isEqualTo(StoreId.of("fast"));
        assertThat(config.staging())
                .isEqualTo(new StagingConfig(directory.resolve("staging"), StagingConfig.Mode.LOCAL, "host1", null));
        assertThat(config.limits()).isEqualTo(LimitsConfig.defaults());
        assertThat(config.imports()).isEqualTo(ImportConfig.defaults());
        assertThat(config.worker()).isEqualTo(WorkerConfig.defaults());
        assertThat(config.http().port()).isEqualTo(9292);
        assertThat(config.auth()).isEqualTo(new AuthConfig.None());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            nonsense: 1                                  | nonsense | is not a known key; remove it
            limits: {tag: 5}                             | limits.tag | write one of: image-size, properties, tags
            limits: {tags: many}                         | limits.tags | must be a whole number from 0
            limits: {tags: -1}                           | limits.tags | must be a whole number from 0
            limits: {image-size: 5 apples}               | limits.image-size | must be a size
            limits: {image-size: 99999999999999999999}   | limits.image-size | must be a size
            limits: {json-body: 1KiB}                    | limits.json-body | must be a size from 65536 to 1073741824 bytes
            limits: {json-body: 2GiB}                    | limits.json-body | must be a size from 65536 to 1073741824 bytes
            limits: {json-body: 1073741825}              | limits.json-body | must be a size from 65536 to 1073741824 bytes
            limits: 7                                    | limits | must be a section of keys
            import: {retry-budget: 5}                    | import.retry-budget | with its unit
            import: {heartbeat-timeout: 1s}              | import.heartbeat-timeout | must be a time from 5s
            import: {methods: [teleport]}                | import.methods | must be a list of glance-direct, web-download, copy-image
            import: {uri-filter: {allowed-ports: [0]}}   | import.uri-filter.allowed-ports | must be a list of port numbers
            import: {uri-filter: {allowed-schemes: [ftp]}} | import.uri-filter.allowed-schemes | must be a list of http, https
            import: {uri-filter: {allowed-hosts: [127.1]}} | import.uri-filter.allowed-hosts | must be a list of host names or addresses
            import: {uri-filter: {disallowed-hosts: [0x7f000001]}} | import.uri-filter.disallowed-hosts | must be a list of
            import: {uri-filter: {refuse-private: maybe}} | import.uri-filter.refuse-private | must be true or false
            import: {uri-filter: {refuse-privat: true}}  | import.uri-filter.refuse-privat | is not a known key
            import: {copy-image-by: all}                 | import.copy-image-by | must be admin or owner
            auth: {mode: magic}                          | auth.mode | must be none or token-file
            auth: {mode: token-file}                     | auth.token-file | is missing; name the file
            auth: {mode: token-file, token-file: absent} | auth.token-file | cannot be read
            auth: {token-file: t}                        | auth.token-file | is not used with mode: none
            http: {address: 0.0.0.0}                     | auth.mode | open to other machines; write mode: token-file
            http: {port: 70000}                          | http.port | from 1 to 65535
            http: {public-endpoint: 'ftp://x'}           | http.public-endpoint | must begin with http:// or https://
            http: {address: 10.0.0.300.1}                | http.address | is not an address
            temporal: {ui: 'not an address'}             | temporal.ui | is not an address
            temporal: {namespace: 7}                     | temporal.namespace | must be text (quote it
            worker: {copies: 0}                          | worker.copies | from 1 to 1000
            """)
    void oneWrongKeyIsNamedWithItsRemedy(String lines, String key, String message) {
        assertThat(read(GOOD + lines + "\n").lines())
                .singleElement()
                .asString()
                .startsWith(file + ": " + key + ": ")
                .contains(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            type: http                 | type: tape              | stores[2].type | is no kind of store; write one of: file, http
            id: web                    | id: os_glance_x         | stores[2].id | os_glance_
            id: web                    | id: source              | stores[2].id | choose another
            id: web                    | id: cheap               | stores[2].id | is taken by stores[1].id
            id: web                    | id: 'a,b'               | stores[2].id | letters, digits
            id: web                    | ids: web                | stores[2].id | is missing; give the store a name
            id: web                    | id: 12                  | stores[2].id | must be text (quote it
            'directory: cheap, '       | ''                      | stores[1].directory | must be given
            'directory: cheap, '       | 'directory: fast, '     | stores[1].directory | is the directory of store fast (stores[0].directory)
            'directory: cheap, '       | 'directory: x/../fast, ' | stores[1].directory | is the directory of store fast
            'directory: cheap, '       | 'directory: link, '     | stores[1].directory | is the directory of store fast
            'directory: cheap, '       | 'directories: [{path: other}, {path: fast}], ' | stores[1].directories[1].path | is the directory of store fast
            'directory: cheap, '       | 'directory: link/in, '  | stores[1].directory | lies inside the directory of store fast
            'directory: cheap, '       | 'directory: ., '        | stores[1].directory | contains the directory of store fast
            directory: staging         | directory: fast         | staging.directory | is the directory of store fast
            directory: staging         | mode: local             | staging.directory | is missing
            weight: 7                  | wieght: 7               | stores[1].wieght | is unknown to a file store
            weight: 7                  | 'wieght: '              | stores[1].wieght | is unknown to a store of type file; known are directory
            weight: 7                  | weight: heavy           | stores[1].weight | must be a whole number
            verify: full               | verify: perhaps         | stores[1].verify | must be on-the-way or full
            type: http                 | 'type: http, verify: full' | stores[2].verify | read-only
            default-store: fast        | default-store: slow     | default-store | names no store of this file
            default-store: fast        | default-store: web      | default-store | is read-only
            default-store: fast        | ''                      | default-store | is missing
            'jdbc:postgresql://db/'    | 'jdbc:mysql://db/'      | database.url | must begin with jdbc:postgresql:
            '//db/'                    | '//u:s3cr3t@db/'        | database.url | is no address that the driver understands
            'longshore"'               | 'x?password=s3cr3t"'    | database.url | must hold no password
            'url: '                    | 'user: '                | database.url | is missing; write jdbc:postgresql:
            """)
    void oneWrongChangeIsNamed(String good, String bad, String key, String message) throws Exception {
        Files.createDirectories(directory.resolve("fast"));
        Files.createSymbolicLink(directory.resolve("link"), directory.resolve("fast"));

        String text = GOOD.replace(good, bad);

        assertThat(text).isNotEqualTo(GOOD);
        assertThat(read(text).lines())
                .anySatisfy(line ->
                        assertThat(line).startsWith(file + ": " + key + ": ").contains(message))
                .noneSatisfy(line -> assertThat(line).contains("s3cr3t"));
        assertThat(read(text).config()).isEmpty();
    }

    @Test
    void whatHasNoValueIsLeftOut() {
        assertThat(read(GOOD.replace("weight: 7", "weight: , timeout: ")).lines())
                .isEmpty();
    }

    @Test
    void aTokenFileThatCannotServeIsNamedAndNoTokenIs() throws Exception {
        String auth = GOOD + "auth: {mode: token-file, token-file: tokens}\n";
        Path tokens = Files.createDirectory(directory.resolve("tokens"));
        assertTokensRefused(auth, "token file " + tokens + ": cannot be read: it is a directory");
        Files.delete(tokens);
        assertTokensRefused(auth, "token file " + tokens + ": cannot be read: it does not exist");
        Files.write(tokens, new byte[] {(byte) 0xff});
        assertTokensRefused(auth, "token file " + tokens + ": cannot be read: it is not text in UTF-8");
        for (String wrong : new String[] {"", "s3cr3t: [", "tokens: [{token: s3cr3t, user: u, project: p}]"}) {
            Files.writeString(tokens, wrong);
            assertTokensRefused(auth, "token file " + tokens + ": ");
            assertThat(reader(Role.WORKER, false, Map.of()).read(written(auth)).config())
                    .as("a worker needs none")
                    .isPresent();
        }
        Files.writeString(tokens, "tokens: [{token: s3cr3t, user: u, project: p, roles: [reader]}]");
        assertThat(read(auth).config().orElseThrow().auth()).isEqualTo(new AuthConfig.TokenFile(tokens));
    }

    private void assertTokensRefused(String text, String words) {
        assertThat(read(text).lines())
                .singleElement()
                .asString()
                .startsWith(file + ": auth.token-file: will not do: " + words)
                .endsWith("; mend that file, or name another")
                .doesNotContain("s3cr3t");
    }

    @Test
    void everyProblemIsReportedAtOnce() {
        assertThat(read("stores: []\nlimits: {tags: x}\nhttp: {port: 0}\nsatging: {}\n")
                        .lines())
                .hasSizeGreaterThanOrEqualTo(6);
    }

    @Test
    void localStagingNeedsAProcessThatWorksIt() {
        assertThat(reader(Role.API, false, Map.of()).read(written(GOOD)).lines())
                .singleElement()
                .asString()
                .contains("staging.mode: is local", "--with-staging", "mode: shared");
        assertThat(reader(Role.API, true, Map.of()).read(written(GOOD)).config())
                .isPresent();
        assertThat(reader(Role.WORKER, false, Map.of()).read(written(GOOD)).config())
                .isPresent();
    }

    @Test
    void anIdInsideAnotherIsAWarning() {
        ConfigReport report = read(GOOD.replace("id: cheap", "id: fast2"));

        assertThat(report.config()).isPresent();
        assertThat(report.lines())
                .singleElement()
                .asString()
                .contains("warning: stores[0].id: fast is contained in the id of store fast2", "Nova");
    }

    @Test
    void aVoidListIsAWarning() {
        ConfigReport report = read(GOOD + "import: {uri-filter: {disallowed-ports: [22]}}\n");

        assertThat(report.config()).isPresent();
        assertThat(report.lines()).singleElement().asString().contains("allowed-ports: []");
    }

    @Test
    void privateAddressesAreRefusedWhereThatIsSaid() {
        String key = "import: {uri-filter: {refuse-private: true%s}}\n";
        String inside = "http://10.1.2.3/image";
        assertThat(policy(GOOD).objection(inside)).as("allowed, as in Glance").isEmpty();
        assertThat(policy(GOOD + key.formatted("")).objection(inside)).isPresent();

        ConfigReport report = read(GOOD + key.formatted(", allowed-hosts: [10.1.2.3]"));
        assertThat(report.config().orElseThrow().imports().uriPolicy().objection(inside))
                .as("a host that is named is allowed")
                .isEmpty();
        assertThat(report.lines())
                .singleElement()
                .asString()
                .contains("warning: import.uri-filter.refuse-private", "no effect");
    }

    private UriPolicy policy(String text) {
        ConfigReport report = read(text);
        assertThat(report.lines()).isEmpty();
        return report.config().orElseThrow().imports().uriPolicy();
    }

    @Test
    void theEnvironmentGoesBeforeTheFile() {
        Map<String, String> environment = Map.of(
                "LONGSHORE_DATABASE_URL", "jdbc:postgresql://other/db",
                "LONGSHORE_DATABASE_USER", "u",
                "LONGSHORE_DATABASE_PASSWORD", "s3cr3t");

        DatabaseConfig database = reader(Role.START, false, environment)
                .read(written(GOOD))
                .config()
                .orElseThrow()
                .database();

        assertThat(database).isEqualTo(new DatabaseConfig("jdbc:postgresql://other/db", "u", "s3cr3t", 20));
        assertThat(database.toString()).doesNotContain("s3cr3t");
    }

    @Test
    void brokenYamlIsNamedByItsPlaceAndShowsNoLine() {
        assertThat(read("database:\n  password: \"s3cr3t\n").lines())
                .singleElement()
                .asString()
                .contains("line ", "is not YAML")
                .doesNotContain("s3cr3t");
        assertThat(read("database: {password: !!int s3cr3t}").lines())
                .singleElement()
                .asString()
                .contains("is not YAML")
                .doesNotContain("s3cr3t");
        assertThat(read(GOOD + "default-store: cheap\n").lines())
                .singleElement()
                .asString()
                .contains("duplicate key");
        assertThat(read("just words").lines()).singleElement().asString().contains("must be a mapping");
        assertThat(reader(Role.START, false, Map.of())
                        .read(directory.resolve("absent.yaml"))
                        .lines())
                .singleElement()
                .asString()
                .contains("does not exist");
    }

    @Test
    void optionsOfStoresAreNeverShown() {
        assertThat(new StoreConfig(StoreId.of("s"), "s3", "", 0, false, Map.of("secret-key", "s3cr3t")).toString())
                .contains("secret-key")
                .doesNotContain("s3cr3t");
    }

    private ConfigReport read(String text) {
        return reader(Role.START, false, Map.of()).read(written(text));
    }

    private Path written(String text) {
        try {
            return Files.writeString(file, text);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static ConfigReader reader(Role role, boolean withStaging, Map<String, String> environment) {
        return new ConfigReader(
                new ConfigSurroundings(role, withStaging, directory -> SampleStores.factories(), environment, "host1"));
    }
}
