package io.longshore.wiring;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a process is for. */
public enum Role {
    /** Both in one process. */
    START,
    /** Serves HTTP. */
    API,
    /** Moves bytes. */
    WORKER;

    public static Optional<Role> parse(String text) {
        return Arrays.stream(values()).filter(r -> r.word().equals(text)).findFirst();
    }

    public boolean servesApi() {
        return this != WORKER;
    }

    public boolean works() {
        return this != API;
    }

    /** As written on a command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
