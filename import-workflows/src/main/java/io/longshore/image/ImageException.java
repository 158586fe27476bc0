package io.longshore.image;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one exception. Its message is meant for the people who see it: what failed, where, why; never a secret, never a stack trace.
 */
public final class ImageException extends RuntimeException {

    private final FailureKind kind;
    private final transient @Nullable Duration retryAfter;

    public ImageException(FailureKind kind, String message) {
        this(kind, message, null, null);
    }

    public ImageException(FailureKind kind, String message, @Nullable Throwable cause) {
        this(kind, message, cause, null);
    }

    /** With the other side's own word on when to come back. */
    public ImageException(FailureKind kind, String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        super(message, cause);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    public FailureKind kind() {
        return kind;
    }

    /** How long the other side asked us to wait (HTTP {@code Retry-After}). */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /** The message; {@link RuntimeException} allows none, this exception always has one. */
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
