package io.longshore.image;

import java.util.Set;

/**
 * Who asks, as the authenticator vouches for it.
 *
 * @param project the project that the token is scoped to
 * @param roles lower case
 */
public record Caller(String user, String project, Set<String> roles) {

    public Caller {
        roles = Set.copyOf(roles);
    }

    public boolean isAdmin() {
        return roles.contains("admin");
    }

    /** Whether the caller acts for another service (role {@code service}), or is admin. */
    public boolean isService() {
        return roles.contains("service") || isAdmin();
    }

    /** Whether the caller may change what its project owns. */
    public boolean isMember() {
        return roles.contains("member") || isAdmin();
    }

    /** Whether the caller may look. */
    public boolean isReader() {
        return roles.contains("reader") || isMember();
    }
}
