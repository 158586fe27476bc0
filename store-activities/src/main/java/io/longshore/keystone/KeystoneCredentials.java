package io.longshore.keystone;

/** Who asks for a token. The text forms show no secret. */
public sealed interface KeystoneCredentials {

    /**
     * A user of a project.
     *
     * @param userDomain by name; {@code Default} where there is but one
     */
    record Password(String user, String userDomain, String password, String project, String projectDomain)
            implements KeystoneCredentials {

        @Override
        public String toString() {
            return "user " + user + " of project " + project;
        }
    }

    /** An application credential, which knows its user and project. */
    record Application(String id, String secret) implements KeystoneCredentials {

        @Override
        public String toString() {
            return "application credential " + id;
        }
    }
}
