package io.longshore.wiring;

import java.net.InetAddress;
import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where the API listens.
 *
 * @param publicEndpoint how clients reach it, where that is not what they write into the Host header
 */
public record HttpConfig(
        InetAddress address, int port, @Nullable URI publicEndpoint) {}
