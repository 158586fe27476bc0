package io.longshore.wiring;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What Temporal's own environment configuration does not say; that one names the server, TLS and API key.
 *
 * @param namespace none: the environment's, else {@code default}
 * @param ui base address of the Web UI, for links
 */
public record TemporalConfig(
        @Nullable String namespace, @Nullable URI ui) {}
