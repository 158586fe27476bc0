package io.longshore.launch;

import io.longshore.store.StoreFactory;
import io.longshore.store.file.FileStoreFactory;
import io.longshore.wiring.Engine;
import io.longshore.wiring.EngineFactory;
import io.longshore.wiring.EngineOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The command line in a process of its own, with real servers below it and a {@link SmallGlance} in it. */
final class DemoProcess {

    private DemoProcess() {}

    public static void main(String[] words) {
        System.exit(new Main(Screen.ofProcess(), System.getenv(), new SmallEngines()).run(List.of(words)));
    }

    private static final class SmallEngines implements EngineFactory {
        @Override
        public Map<String, StoreFactory> storeFactories(Path configDirectory) {
            return Map.of("file", new FileStoreFactory(configDirectory));
        }

        @Override
        public Engine start(EngineOrder order) {
            String fast =
                    String.valueOf(order.config().stores().getFirst().options().get("directory"));
            try {
                return new SmallEngine(new SmallGlance(
                        Path.of(System.getenv("LONGSHORE_DATA"), fast).resolveSibling("")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private record SmallEngine(SmallGlance glance) implements Engine {
        @Override
        public Optional<URI> api() {
            return Optional.of(glance.address());
        }

        @Override
        public void close() {
            glance.close();
            System.out.println("engine closed");
        }
    }
}
