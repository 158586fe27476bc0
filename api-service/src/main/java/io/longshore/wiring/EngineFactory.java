package io.longshore.wiring;

import io.longshore.store.StoreFactory;
import java.nio.file.Path;
import java.util.Map;

/** Puts Longshore together. The one seam between launching and wiring. */
public interface EngineFactory {

    /**
     * The kinds of stores there are, by type.
     *
     * @param configDirectory what relative paths in their options are relative to
     */
    Map<String, StoreFactory> storeFactories(Path configDirectory);

    /**
     * Starts everything of a process and answers when it serves. Neither Temporal nor PostgreSQL need be there yet. Installs no
     * shutdown hooks: the caller closes. Fails with an {@link io.longshore.image.ImageException} that names what cannot be had.
     */
    Engine start(EngineOrder order);
}
