package io.longshore.wiring;

import org.jspecify.annotations.Nullable;

/**
 * The catalog's PostgreSQL.
 *
 * @param url begins with {@code jdbc:postgresql:}
 * @param password never shown
 * @param connections at most, in this process
 */
public record DatabaseConfig(
        String url, @Nullable String user, @Nullable String password, int connections) {

    @Override
    public String toString() {
        return "DatabaseConfig[" + url.replaceFirst("\\?.*", "?…") + ", user " + user + "]";
    }
}
