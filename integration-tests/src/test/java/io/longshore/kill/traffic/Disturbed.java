package io.longshore.kill.traffic;

/** A call got no answer, or was told to come again, and something that it needs was disturbed meanwhile: nobody knows what became of it. */
final class Disturbed extends RuntimeException {

    Disturbed(String message) {
        super(message, null, false, false);
    }
}
