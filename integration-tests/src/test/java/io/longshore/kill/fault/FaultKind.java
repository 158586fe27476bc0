package io.longshore.kill.fault;

/** The kinds of faults, and how many of 40 are of each. */
public enum FaultKind {
    WORKER_KILLED("worker killed (SIGKILL)", 7),
    WORKER_FROZEN("worker stopped past its heartbeats (zombie)", 2),
    API_KILLED("API killed (SIGKILL)", 5),
    API_FROZEN("API stopped for a while", 1),
    TEMPORAL_KILLED("Temporal killed (SIGKILL)", 4),
    TEMPORAL_FROZEN("Temporal stopped past all heartbeats", 1),
    TEMPORAL_FORGOTTEN("Temporal's database deleted", 1),
    DATABASE_KILLED("PostgreSQL killed (SIGKILL)", 4),
    DATABASE_FROZEN("PostgreSQL stopped for a while", 1),
    RUN_TERMINATED("run terminated", 3),
    RUN_RESET("run reset to its beginning", 3),
    SOURCE_DROPPED("source's connection dropped", 4),
    STORE_REPLACED("store's directory replaced by a file", 2),
    STORE_READ_ONLY("store remounted read-only", 1),
    STORE_FULL("store's file system full", 1);

    private final String words;
    private final int share;

    FaultKind(String words, int share) {
        this.words = words;
        this.share = share;
    }

    public String words() {
        return words;
    }

    int share() {
        return share;
    }

    /** Whether it takes a file system that the program has mounted itself. */
    public boolean needsMount() {
        return this == STORE_READ_ONLY || this == STORE_FULL;
    }
}
