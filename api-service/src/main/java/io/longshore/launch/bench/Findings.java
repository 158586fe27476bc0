package io.longshore.launch.bench;

import java.util.ArrayList;
import java.util.List;

/** Everything that went wrong, in the order it was seen. One finding makes the benchmark fail. */
final class Findings {

    private final List<Finding> all = new ArrayList<>();

    /** @param who a target's name, or the floor */
    record Finding(String who, String what) {}

    synchronized void add(String who, String what) {
        all.add(new Finding(who, what));
    }

    synchronized List<Finding> all() {
        return List.copyOf(all);
    }
}
