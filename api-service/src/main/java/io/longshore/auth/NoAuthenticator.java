package io.longshore.auth;

import io.longshore.image.Caller;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everyone is admin of the project {@code default}, whatever token they show: for a server that listens on loopback alone. */
public final class NoAuthenticator implements Authenticator {

    private final Caller everyone = new Caller("admin", "default", Set.of("admin", "member", "reader"));

    @Override
    public Optional<Caller> authenticate(@Nullable String token) {
        return Optional.of(everyone);
    }

    @Override
    public String challenge() {
        return "None";
    }
}
