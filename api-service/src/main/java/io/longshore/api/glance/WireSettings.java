package io.longshore.api.glance;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator decides about the wire.
 *
 * @param publicEndpoint how clients reach the API, for absolute links; none: as they write it into the Host header
 * @param importMethods on offer, in the order in which they are announced
 * @param jsonBodyBytes the longest body that is not image data
 * @param retryAfter when to come back, where something is away and does not say itself
 * @param locations what images tell of where their copies lie
 */
public record WireSettings(
        @Nullable URI publicEndpoint,
        List<String> importMethods,
        long jsonBodyBytes,
        Duration retryAfter,
        ShownLocations locations) {

    /** Tells nothing of locations. */
    public WireSettings(
            @Nullable URI publicEndpoint, List<String> importMethods, long jsonBodyBytes, Duration retryAfter) {
        this(publicEndpoint, importMethods, jsonBodyBytes, retryAfter, ShownLocations.NONE);
    }

    public WireSettings {
        importMethods = List.copyOf(importMethods);
    }
}
