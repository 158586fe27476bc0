package io.longshore.transfer;

/**
 * Told what a blocked thread waits for: when a wait is long enough to be worth a word, and about once a second while it lasts. May
 * throw to end the wait.
 */
@FunctionalInterface
public interface Waiting {

    void on(String what);
}
