package io.longshore.wiring;

import java.time.Duration;

/**
 * How much one process takes on at a time; bandwidth and memory are bounded elsewhere, so slots may be plentiful.
 *
 * @param fetches sources being read into staging
 * @param copies being written into each store
 * @param turn how long work of one project keeps a slot at least that those of others wait for
 */
public record WorkerConfig(int fetches, int copies, Duration turn) {

    public static WorkerConfig defaults() {
        return new WorkerConfig(32, 128, Duration.ofMinutes(2));
    }
}
