package io.longshore.auth;

import io.longshore.image.Caller;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Vouches for callers. Safe for use by many threads. */
public interface Authenticator {

    /**
     * Who holds {@code token}; empty where it is missing, unknown or expired. Fails with {@code UNAVAILABLE} where that cannot be told
     * now; asking again is harmless.
     *
     * @param token as the request carries it; none where it carries none
     */
    Optional<Caller> authenticate(@Nullable String token);

    /** What a refused request is told of how to prove who it is: the value of {@code WWW-Authenticate}. */
    String challenge();
}
