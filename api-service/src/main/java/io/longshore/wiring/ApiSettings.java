package io.longshore.wiring;

import io.longshore.api.glance.WireSettings;
import io.longshore.auth.AccessPolicy;
import io.longshore.importing.ImportMethod;
import io.longshore.service.ImageLimits;
import java.net.InetAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the API is told of its surroundings.
 *
 * @param address to listen on; none: all
 * @param port 0: any that is free
 */
public record ApiSettings(
        @Nullable InetAddress address,
        int port,
        WireSettings wire,
        ImageLimits limits,
        AccessPolicy.CopyImage copyImage) {

    /** Glance's limits, every import method, a free port of this machine alone. */
    public static ApiSettings defaults() {
        return new ApiSettings(
                InetAddress.getLoopbackAddress(),
                0,
                new WireSettings(null, ImportMethod.NAMES, 1L << 20, Duration.ofSeconds(5)),
                ImageLimits.defaults(),
                AccessPolicy.CopyImage.ADMIN);
    }
}
