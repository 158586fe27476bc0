package io.longshore.wiring;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where bytes wait for their stores.
 *
 * @param directory absolute
 * @param host the id of this host among those that work the directory
 * @param capacityBytes how much may be staged here; none: what the file system has
 */
public record StagingConfig(
        Path directory, Mode mode, String host, @Nullable Long capacityBytes) {

    /** Who works a staging directory. */
    public enum Mode {
        /** One process: the one that takes {@code PUT /stage}. */
        LOCAL,
        /** All hosts that mount it: needed for two API processes, or an API and a worker apart. */
        SHARED
    }
}
