package io.longshore.launch;

import io.longshore.store.StoreFactory;
import io.longshore.wiring.EngineConfig;
import io.longshore.wiring.EngineFactory;
import io.longshore.wiring.Role;
import io.longshore.wiring.StoreConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@code check-store}: whether a store of the configuration holds what every store promises. */
final class CheckStoreCommand {

    private final Screen screen;
    private final Map<String, String> environment;
    private final EngineFactory factory;

    CheckStoreCommand(Screen screen, Map<String, String> environment, EngineFactory factory) {
        this.screen = screen;
        this.environment = environment;
        this.factory = factory;
    }

    /** 0 where every promise is held, 1 where one is broken or the store cannot be used, 2 where there is no such store to check. */
    int run(Arguments arguments) {
        Path file = arguments.path("--config", "longshore.yaml");
        String id = arguments.word().orElseThrow(() -> Arguments.wrong("check-store needs the id of a store."));
        arguments.end();
        Optional<EngineConfig> config = new ConfigCommand(screen, environment, factory).read(file, Role.START, false);
        if (config.isEmpty()) {
            return 2;
        }
        StoreConfig store = config.get().stores().stream()
                .filter(s -> s.id().value().equals(id))
                .findFirst()
                .orElseThrow(() -> Arguments.wrong("there is no store " + id + " in " + file + "; there are "
                        + config.get().stores().stream()
                                .map(s -> s.id().value())
                                .collect(Collectors.joining(", "))
                        + "."));
        StoreFactory stores = Objects.requireNonNull(
                factory.storeFactories(config.get().folder()).get(store.type()), "the configuration was checked");
        Logs.ofLongshoreAlone();
        return new StoreCheck(screen, stores, store).run();
    }
}
