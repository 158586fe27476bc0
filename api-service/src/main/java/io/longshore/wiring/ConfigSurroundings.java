package io.longshore.wiring;

import io.longshore.store.StoreFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/**
 * What a configuration is checked against besides itself.
 *
 * @param withStaging whether a process of role {@code api} also works its staging directory
 * @param factories the kinds of stores that exist, by type, for a file in the given directory
 * @param environment the process's variables
 * @param hostName of this machine: the id of the staging host where none is configured
 */
public record ConfigSurroundings(
        Role role,
        boolean withStaging,
        Function<Path, Map<String, StoreFactory>> factories,
        Map<String, String> environment,
        String hostName) {}
