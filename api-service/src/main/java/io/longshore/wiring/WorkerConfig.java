package io.longshore.wiring;

/**
 * How much one process takes on at a time; bandwidth and memory are bounded elsewhere, so slots may be plentiful.
 *
 * @param fetches sources being read into staging
 * @param copies stores being written
 */
public record WorkerConfig(int fetches, int copies) {

    public static WorkerConfig defaults() {
        return new WorkerConfig(32, 128);
    }
}
