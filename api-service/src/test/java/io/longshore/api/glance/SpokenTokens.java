package io.longshore.api.glance;

import io.longshore.auth.Authenticator;
import io.longshore.image.Caller;
import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tokens that say who holds them: {@code user:project:role,role}. */
final class SpokenTokens implements Authenticator {

    @Override
    public Optional<Caller> authenticate(@Nullable String token) {
        if ("away".equals(token)) {
            throw new ImageException(FailureKind.UNAVAILABLE, "the identity service does not answer");
        }
        // One of the real clients encodes what it sends.
        String spoken = token == null || token.matches(".*%(?![0-9a-fA-F]{2}).*")
                ? ""
                : URLDecoder.decode(token, StandardCharsets.UTF_8);
        String[] parts = spoken.split(":", -1);
        return parts.length == 3
                ? Optional.of(new Caller(parts[0], parts[1], Set.of(parts[2].split(",", -1))))
                : Optional.empty();
    }

    @Override
    public String challenge() {
        return "Spoken realm=\"test\"";
    }
}
