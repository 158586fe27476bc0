package io.longshore.support;

/**
 * What a site's configuration says; short times, so that failures cost seconds.
 *
 * @param retryBudget of a store or a source
 * @param heartbeatTimeout longer where no attempt may be given up because its disk, or the machine, takes its time
 * @param stagingCapacity of each staging directory; empty: what the file system has
 * @param limits what stands in that section, {@code key: value} by commas
 * @param http what stands in that section beside address and port, likewise
 * @param worker what stands in that section, likewise
 * @param auth what stands in that section, likewise
 * @param storeTimeout how long a call to a file store may take: longer than any disk of a busy machine stands still
 */
public record Knobs(
        String retryBudget,
        String heartbeatTimeout,
        String stagingCapacity,
        String limits,
        String http,
        String worker,
        String auth,
        String storeTimeout) {

    /** What most tests want. */
    public static Knobs usual() {
        return new Knobs("6s", "5s", "", "", "", "", "", "60s");
    }

    public Knobs withRetryBudget(String budget) {
        return new Knobs(budget, heartbeatTimeout, stagingCapacity, limits, http, worker, auth, storeTimeout);
    }

    public Knobs withHeartbeatTimeout(String timeout) {
        return new Knobs(retryBudget, timeout, stagingCapacity, limits, http, worker, auth, storeTimeout);
    }

    public Knobs withStagingCapacity(String capacity) {
        return new Knobs(retryBudget, heartbeatTimeout, capacity, limits, http, worker, auth, storeTimeout);
    }

    public Knobs withLimits(String limits) {
        return new Knobs(retryBudget, heartbeatTimeout, stagingCapacity, limits, http, worker, auth, storeTimeout);
    }

    public Knobs withHttp(String http) {
        return new Knobs(
                retryBudget, heartbeatTimeout, stagingCapacity, limits, ", " + http, worker, auth, storeTimeout);
    }

    public Knobs withWorker(String worker) {
        return new Knobs(retryBudget, heartbeatTimeout, stagingCapacity, limits, http, worker, auth, storeTimeout);
    }

    public Knobs withAuth(String auth) {
        return new Knobs(retryBudget, heartbeatTimeout, stagingCapacity, limits, http, worker, auth, storeTimeout);
    }

    public Knobs withStoreTimeout(String timeout) {
        return new Knobs(retryBudget, heartbeatTimeout, stagingCapacity, limits, http, worker, auth, timeout);
    }

    String staging() {
        return stagingCapacity.isEmpty() ? "" : ", capacity: " + stagingCapacity;
    }
}
