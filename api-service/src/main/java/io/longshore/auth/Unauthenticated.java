package io.longshore.auth;

/** The request did not prove who it is from; it is answered with 401. */
public final class Unauthenticated extends RuntimeException {

    private final String challenge;

    Unauthenticated(String challenge) {
        super("the request carries no valid token", null, false, false);
        this.challenge = challenge;
    }

    /** The value of {@code WWW-Authenticate}. */
    public String challenge() {
        return challenge;
    }
}
