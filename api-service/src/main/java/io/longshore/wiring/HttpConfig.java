package io.longshore.wiring;

import io.longshore.api.glance.ShownLocations;
import java.net.InetAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where the API listens, and what it tells.
 *
 * @param publicEndpoint how clients reach it, where that is not what they write into the Host header
 * @param locations what it tells of where copies lie
 */
public record HttpConfig(
        InetAddress address, int port, @Nullable URI publicEndpoint, ShownLocations locations) {

    /** Tells nothing of locations. */
    public HttpConfig(InetAddress address, int port, @Nullable URI publicEndpoint) {
        this(address, port, publicEndpoint, ShownLocations.NONE);
    }
}
