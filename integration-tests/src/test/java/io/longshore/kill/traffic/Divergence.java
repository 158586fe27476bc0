package io.longshore.kill.traffic;

/** Something is not as it must be; the message says what. */
public final class Divergence extends RuntimeException {

    public Divergence(String message) {
        super(message);
    }
}
