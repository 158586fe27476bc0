package io.longshore.wiring;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Collects what is found while a configuration is read, and which keys were looked for. */
final class Findings {

    private final List<ConfigProblem> problems = new ArrayList<>();
    private final Set<String> asked = new TreeSet<>();

    void wrong(String key, String message) {
        problems.add(new ConfigProblem(key, message, true));
    }

    void surprising(String key, String message) {
        problems.add(new ConfigProblem(key, message, false));
    }

    /** Notes that {@code key} exists; positions in lists do not matter. */
    void asked(String key) {
        asked.add(key.replaceAll("\\[\\d+]", "[]"));
    }

    Set<String> askedKeys() {
        return Set.copyOf(asked);
    }

    boolean anyFatal() {
        return problems.stream().anyMatch(ConfigProblem::fatal);
    }

    List<ConfigProblem> problems() {
        return problems;
    }
}
