package io.longshore.wiring;

import java.nio.file.Path;

/** How callers prove who they are. */
public sealed interface AuthConfig {

    /** Not at all: everyone is admin of project {@code default}. Loopback only. */
    record None() implements AuthConfig {}

    /** By a token that {@code file} lists with its user, project and roles. */
    record TokenFile(Path file) implements AuthConfig {}
}
