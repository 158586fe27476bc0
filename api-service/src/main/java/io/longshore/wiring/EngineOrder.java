package io.longshore.wiring;

import io.temporal.envconfig.ClientConfigProfile;

/**
 * What a process is to be.
 *
 * @param withStaging whether a process of role {@code api} also works its staging directory
 * @param temporal how the server is reached: Temporal's own environment configuration, or the server that we started
 * @param namespace in it
 */
public record EngineOrder(
        Role role, boolean withStaging, EngineConfig config, ClientConfigProfile temporal, String namespace) {}
