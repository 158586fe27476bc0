package io.longshore.launch;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.wiring.ConfigReader;
import io.longshore.wiring.ConfigReport;
import io.longshore.wiring.ConfigSurroundings;
import io.longshore.wiring.Engine;
import io.longshore.wiring.EngineConfig;
import io.longshore.wiring.EngineFactory;
import io.longshore.wiring.EngineOrder;
import io.longshore.wiring.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** {@code demo}: everything that the main job needs on this machine, and the main job. */
final class DemoCommand {

    private final Screen screen;
    private final Map<String, String> environment;
    private final EngineFactory factory;

    DemoCommand(Screen screen, Map<String, String> environment, EngineFactory factory) {
        this.screen = screen;
        this.environment = environment;
        this.factory = factory;
    }

    /** Runs the main job; then stays up until the process is told to end, unless {@code --exit} is among the words. */
    int run(Arguments arguments) throws InterruptedException {
        Ports d = Ports.defaults();
        Ports ports = new Ports(
                arguments.port("--port", d.api()),
                arguments.port("--temporal-port", d.temporal()),
                arguments.port("--ui-port", d.ui()),
                arguments.port("--postgres-port", d.postgres()));
        Path directory = arguments.path("--data", environment.getOrDefault("LONGSHORE_DATA", ".longshore"));
        boolean exit = arguments.flag("--exit");
        Optional<String> word = arguments.word();
        arguments.end();
        DemoSource source = word.map(DemoSource::of).orElse(new DemoSource.Made());
        Path temporal = TemporalBinary.find(environment);
        boolean up = false;
        try (Belongings belongings = Belongings.closedOnSignals()) {
            Instant begun = Instant.now();
            DataDirectory data = belongings.add(DataDirectory.take(directory));
            Logs.into(data.directory("logs").resolve("longshore.log"));
            screen.say("Starting PostgreSQL and Temporal ...");
            EmbeddedStack stack = belongings.add(EmbeddedStack.start(data, temporal, ports));
            Duration servers = Duration.between(begun, Instant.now());
            EngineConfig config = config(data, ports, stack, source);
            Engine engine = belongings.add(factory.start(
                    new EngineOrder(Role.START, false, config, stack.temporal(), TemporalServer.NAMESPACE)));
            up = true;
            ImageApi api = new ImageApi(engine.api().orElseThrow());
            String addresses = "Image API " + api.address() + ", Temporal UI "
                    + stack.pages().base();
            screen.say("Up after " + Words.seconds(Duration.between(begun, Instant.now()))
                    + " (PostgreSQL and Temporal " + Words.seconds(servers) + "): " + addresses);
            screen.say("Everything is in " + data.root());
            int code = mainJob(new Demo(screen, api, data, stack.pages(), config.stores()), source);
            if (!exit) {
                screen.say("\nLongshore stays up: " + addresses + "; Ctrl-C ends it.");
                belongings.awaitEnd();
            }
            return code;
        } catch (InterruptedException e) {
            if (up) {
                return 0; // told to end, which is how it ends
            }
            throw e;
        }
    }

    /** A job that fails leaves everything up: people will want to look. */
    private int mainJob(Demo demo, DemoSource source) throws InterruptedException {
        try {
            return demo.run(source);
        } catch (ImageException e) {
            screen.complain("longshore: " + e.getMessage());
            return 1;
        }
    }

    private EngineConfig config(DataDirectory data, Ports ports, EmbeddedStack stack, DemoSource source) {
        Path file = DemoConfig.write(data, ports, source);
        ConfigReport report = new ConfigReader(new ConfigSurroundings(
                        Role.START, false, factory::storeFactories, DemoConfig.environment(stack.database()), "demo"))
                .read(file);
        report.lines().forEach(screen::complain);
        return report.config()
                .orElseThrow(() -> new ImageException(FailureKind.INTERNAL, "the demo's own configuration is wrong"));
    }
}
