package io.longshore.launch.bench;

import java.util.List;

/**
 * Flows that are measured in the same rounds.
 *
 * @param image what the floors work on
 */
record Phase(String title, SourceImage image, List<Flow> flows) {

    Phase {
        flows = List.copyOf(flows);
    }
}
