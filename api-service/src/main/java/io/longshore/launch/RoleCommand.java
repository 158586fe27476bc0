package io.longshore.launch;

import io.longshore.wiring.Engine;
import io.longshore.wiring.EngineConfig;
import io.longshore.wiring.EngineFactory;
import io.longshore.wiring.EngineOrder;
import io.longshore.wiring.Role;
import io.temporal.envconfig.ClientConfigProfile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** {@code start}, {@code api}, {@code worker}: a process for a Temporal and a PostgreSQL that are somebody else's. */
final class RoleCommand {

    private final Screen screen;
    private final Map<String, String> environment;
    private final EngineFactory factory;

    RoleCommand(Screen screen, Map<String, String> environment, EngineFactory factory) {
        this.screen = screen;
        this.environment = environment;
        this.factory = factory;
    }

    /** Serves until the process is told to end. */
    int run(String word, Arguments arguments) throws InterruptedException {
        Role role = Role.parse(word).orElseThrow();
        Path file = arguments.path("--config", "longshore.yaml");
        boolean withStaging = role == Role.API && arguments.flag("--with-staging");
        arguments.end();
        Optional<EngineConfig> config = new ConfigCommand(screen, environment, factory).read(file, role, withStaging);
        if (config.isEmpty()) {
            return 2;
        }
        ClientConfigProfile temporal = TemporalProfile.of(environment);
        String namespace = namespace(config.get(), temporal);
        Logs.toStandardError();
        try (Belongings belongings = Belongings.closedOnSignals()) {
            Engine engine = belongings.add(
                    factory.start(new EngineOrder(role, withStaging, config.get(), temporal, namespace)));
            belongings.add(SearchAttributeWatch.start(temporal.toWorkflowServiceStubsOptions(), namespace));
            greet(role, engine, config.get(), temporal, namespace);
            belongings.awaitEnd();
            return 0;
        } catch (InterruptedException e) {
            return 0; // told to end, which is how it ends
        }
    }

    private void greet(Role role, Engine engine, EngineConfig config, ClientConfigProfile temporal, String namespace) {
        screen.say("Longshore is up as " + role.word() + "; Ctrl-C ends it.");
        engine.api().ifPresent(uri -> screen.say("  Image API     " + uri));
        screen.say("  Temporal      " + TemporalProfile.address(temporal) + ", namespace " + namespace);
        if (config.temporal().ui() != null) {
            TemporalPages pages =
                    new TemporalPages(config.temporal().ui().toString().replaceFirst("/+$", ""), namespace);
            screen.say("  Stuck copies  " + pages.stuckCopies());
        }
    }

    private static String namespace(EngineConfig config, ClientConfigProfile temporal) {
        return config.temporal().namespace() == null
                ? TemporalProfile.namespace(temporal)
                : config.temporal().namespace();
    }
}
