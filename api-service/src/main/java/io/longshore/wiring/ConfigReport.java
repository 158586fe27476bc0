package io.longshore.wiring;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What reading a configuration found: everything at once, not the first thing only. */
public final class ConfigReport {

    private final String file;
    private final @Nullable EngineConfig config;
    private final List<ConfigProblem> problems;

    ConfigReport(String file, @Nullable EngineConfig config, List<ConfigProblem> problems) {
        this.file = file;
        this.config = config;
        this.problems = List.copyOf(problems);
    }

    /** The configuration; empty where anything fatal was found. */
    public Optional<EngineConfig> config() {
        return Optional.ofNullable(config);
    }

    /** In the order of the file's sections. */
    public List<ConfigProblem> problems() {
        return problems;
    }

    /** The problems, one line each. */
    public List<String> lines() {
        return problems.stream().map(p -> p.line(file)).toList();
    }
}
