package io.longshore.launch;

import io.longshore.wiring.ConfigReader;
import io.longshore.wiring.ConfigReport;
import io.longshore.wiring.ConfigSurroundings;
import io.longshore.wiring.EngineConfig;
import io.longshore.wiring.EngineFactory;
import io.longshore.wiring.Role;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** {@code config}: what may be configured, and whether a file does so rightly. */
final class ConfigCommand {

    private final Screen screen;
    private final Map<String, String> environment;
    private final EngineFactory factory;

    ConfigCommand(Screen screen, Map<String, String> environment, EngineFactory factory) {
        this.screen = screen;
        this.environment = environment;
        this.factory = factory;
    }

    int run(Arguments arguments) {
        return switch (arguments.word().orElse("")) {
            case "reference" -> {
                arguments.end();
                screen.out().print(ConfigReader.reference());
                screen.out().flush();
                yield 0;
            }
            case "check" -> {
                Role role = arguments
                        .option("--role")
                        .map(word ->
                                Role.parse(word).orElseThrow(() -> Arguments.wrong("there is no role " + word + ".")))
                        .orElse(Role.START);
                boolean withStaging = arguments.flag("--with-staging");
                Path file = Path.of(arguments.word().orElseThrow(() -> Arguments.wrong("config check needs a file.")));
                arguments.end();
                yield check(file, role, withStaging);
            }
            default -> throw Arguments.wrong("config knows check and reference.");
        };
    }

    /** The configuration in {@code file}; empty, after every problem was shown, where it may not be used. */
    Optional<EngineConfig> read(Path file, Role role, boolean withStaging) {
        ConfigReport report = new ConfigReader(new ConfigSurroundings(
                        role, withStaging, factory::storeFactories, environment, HostName.of(environment)))
                .read(file);
        report.lines().forEach(screen::complain);
        return report.config();
    }

    private int check(Path file, Role role, boolean withStaging) {
        Optional<EngineConfig> config = read(file, role, withStaging);
        config.ifPresent(c -> screen.say(
                file + ": good for role " + role.word() + ", " + c.stores().size() + " stores"));
        return config.isPresent() ? 0 : 2;
    }
}
