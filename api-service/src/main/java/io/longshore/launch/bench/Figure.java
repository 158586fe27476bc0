package io.longshore.launch.bench;

/** What a number of a sample means. Seconds and MiB throughout. */
enum Figure {
    /** Elapsed; of an import: from its request until it is active in all targets and its importing list is empty. */
    WALL("wall_s"),
    /** CPU of the process trees named, until the image was released, too; of a floor: of its own processes or threads. */
    CPU("server_cpu_s"),
    /** The same for each GiB of the image. */
    CPU_PER_GIB("server_cpu_s_per_gib"),
    /** CPU of the benchmark itself, its source server included. */
    CLIENT_CPU("client_cpu_s"),
    /** Resident memory of the process trees, the most that was seen; shared pages count in each process. */
    RSS_PEAK("rss_peak_mib"),
    /** The same with shared pages divided among their users. */
    PSS_PEAK("pss_peak_mib"),
    /** MiB a second that arrive at their targets, all together. */
    RATE("mib_per_s"),
    /** Bytes that the source server sent, over the image's size. */
    SOURCE_READ("source_read_x"),
    /** Workflow tasks of the import's run that scheduled an activity: queue hops one after another. */
    STEPS("steps"),
    STATE_TRANSITIONS("state_transitions"),
    EVENTS("events"),
    /** Requests, or imports, a second. */
    PER_SECOND("per_s"),
    P50("p50_s"),
    P95("p95_s"),
    P99("p99_s"),
    /** From the import's request to its answer, median. */
    ACCEPT("accept_s"),
    /** From the import's request until the image may be imported again. */
    RELEASED("released_s"),
    /** From the create's request until the import is done, median. */
    FROM_CREATE("create_to_done_s"),
    FIRST_BYTE("first_byte_s"),
    /** CPU of the process trees, over the number of requests or imports. */
    CPU_EACH("server_cpu_each_s"),
    REQUESTS("requests");

    private final String key;

    Figure(String key) {
        this.key = key;
    }

    /** Its name in the JSON report. */
    String key() {
        return key;
    }
}
