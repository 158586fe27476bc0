package io.longshore.wiring;

import io.longshore.image.StoreId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/**
 * Reads {@code longshore.yaml} strictly: a key that is unknown, misplaced, of the wrong type, missing or at odds with another is
 * named, with what to do about it. Never shows a value that may be secret; changes nothing.
 */
public final class ConfigReader {

    private final ConfigSurroundings surroundings;

    public ConfigReader(ConfigSurroundings surroundings) {
        this.surroundings = surroundings;
    }

    /** Reads and checks {@code file}; a file that cannot be read is a problem among others. */
    public ConfigReport read(Path file) {
        try {
            return read(file.toString(), directoryOf(file), Files.readString(file));
        } catch (NoSuchFileException e) {
            return unreadable(file, "does not exist; ./longshore config reference prints one to start from");
        } catch (CharacterCodingException e) {
            return unreadable(file, "is not text in UTF-8");
        } catch (IOException e) {
            return unreadable(
                    file,
                    Files.isDirectory(file)
                            ? "is a directory; name the file in it"
                            : "cannot be read: " + e.getClass().getSimpleName());
        }
    }

    /** The annotated reference: every key, with what holds where it is left out. */
    public static String reference() {
        try (InputStream in = Objects.requireNonNull(
                ConfigReader.class.getResourceAsStream("longshore-reference.yaml"),
                "the reference is part of the program")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ConfigReport read(String name, Path directory, String text) {
        Findings findings = new Findings();
        EngineConfig config = engine(text, directory, findings);
        return new ConfigReport(name, findings.anyFatal() ? null : config, findings.problems());
    }

    /** Every key that reading {@code text} asks for; what documents the keys is tested against it. */
    Set<String> keys(String text) {
        Findings findings = new Findings();
        engine(text, Path.of(""), findings);
        return findings.askedKeys();
    }

    private @Nullable EngineConfig engine(String text, Path directory, Findings findings) {
        Map<?, ?> values = parse(text, findings);
        if (values == null) {
            return null;
        }
        Section root = new Section(findings, "", values);
        StoresReader stores = new StoresReader(surroundings.factories().apply(directory), root);
        List<StoreConfig> read = stores.read();
        StoreId defaultStore = stores.defaultStore();
        StagingConfig staging = PlaceReader.staging(root.section("staging"), surroundings, directory);
        HttpConfig http = PlaceReader.http(root.section("http"));
        AuthConfig auth = PlaceReader.auth(root.section("auth"), http, surroundings.role(), directory);
        LimitsConfig limits = KnobReader.limits(root.section("limits"));
        ImportConfig imports = KnobReader.imports(root.section("import"), directory);
        new DirectoryClashes(findings, directory).check(read, staging, imports.failedHistories());
        WorkerConfig worker = KnobReader.worker(root.section("worker"));
        DatabaseConfig database = PlaceReader.database(root.section("database"), surroundings.environment());
        TemporalConfig temporal = PlaceReader.temporal(root.section("temporal"));
        root.end();
        if (findings.anyFatal() || staging == null || defaultStore == null) {
            return null;
        }
        return new EngineConfig(
                directory, read, defaultStore, staging, auth, limits, imports, worker, database, http, temporal);
    }

    private static @Nullable Map<?, ?> parse(String text, Findings findings) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        try {
            Object root = new Yaml(new SafeConstructor(options)).load(text);
            if (root instanceof Map<?, ?> map) {
                return map;
            }
            findings.wrong("", "must be a mapping of sections; ./longshore config reference prints one to start from");
        } catch (MarkedYAMLException e) {
            String where = e.getProblemMark() == null
                    ? ""
                    : "line " + (e.getProblemMark().getLine() + 1) + ", column "
                            + (e.getProblemMark().getColumn() + 1) + ": ";
            findings.wrong("", where + "is not YAML: " + e.getProblem());
        } catch (RuntimeException e) {
            // Of a value that is not what its tag says, it is any.
            findings.wrong("", "is not YAML");
        }
        return null;
    }

    private static Path directoryOf(Path file) {
        return file.toAbsolutePath().normalize().resolveSibling("");
    }

    private static ConfigReport unreadable(Path file, String message) {
        return new ConfigReport(file.toString(), null, List.of(new ConfigProblem("", message, true)));
    }
}
