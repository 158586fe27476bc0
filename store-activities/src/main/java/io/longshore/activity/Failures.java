package io.longshore.activity;

import io.longshore.image.ImageException;

/** Failures on their way to people. */
final class Failures {

    private Failures() {}

    /** The same failure with a message that starts with {@code name}; one that does already stays as it is. */
    static ImageException named(String name, ImageException e) {
        return e.getMessage().startsWith(name)
                ? e
                : new ImageException(
                        e.kind(),
                        name + ": " + e.getMessage(),
                        e,
                        e.retryAfter().orElse(null));
    }
}
