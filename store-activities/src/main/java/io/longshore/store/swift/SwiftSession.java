package io.longshore.store.swift;

import java.time.Instant;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * A token and the account that it opens. The text form does not show it.
 *
 * @param expiresAt none where nobody says: then a refusal tells
 */
record SwiftSession(HttpUrl account, String token, @Nullable Instant expiresAt) {

    @Override
    public String toString() {
        return "SwiftSession[" + account + "]";
    }
}
