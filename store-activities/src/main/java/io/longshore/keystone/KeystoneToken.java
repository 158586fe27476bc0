package io.longshore.keystone;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A token and what it is good for. The text form does not show it. */
public record KeystoneToken(String value, Instant expiresAt, List<Endpoint> endpoints) {

    public KeystoneToken {
        endpoints = List.copyOf(endpoints);
    }

    /** Where a service is. */
    public record Endpoint(String serviceType, String face, String region, URI url) {}

    /**
     * The address of a service; empty where the catalog has none such.
     *
     * @param face {@code public}, {@code internal} or {@code admin}
     * @param region none: the first there is
     */
    public Optional<URI> endpoint(String serviceType, String face, @Nullable String region) {
        return endpoints.stream()
                .filter(e -> e.serviceType().equals(serviceType)
                        && e.face().equals(face)
                        && (region == null || e.region().equals(region)))
                .map(Endpoint::url)
                .findFirst();
    }

    @Override
    public String toString() {
        return "KeystoneToken[until " + expiresAt + "]";
    }
}
