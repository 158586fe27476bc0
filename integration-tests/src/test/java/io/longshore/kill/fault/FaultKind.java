package io.longshore.kill.fault;

/** The kinds of faults, and how many of each come among 46, or 49 with the slow ones. */
public enum FaultKind {
    WORKER_KILLED("worker killed (SIGKILL)", 7),
    WORKER_FROZEN("worker stopped past its heartbeats (zombie)", 2),
    WORKER_LOST("worker killed and away past its host's lease", 1),
    WORKER_FROZEN_LONG("worker stopped past its host's lease (zombie)", 1),
    API_KILLED("API killed (SIGKILL)", 5),
    API_FROZEN("API stopped for a while", 1),
    API_FROZEN_LONG("API stopped past its writers' leases (zombie)", 1),
    TEMPORAL_KILLED("Temporal killed (SIGKILL)", 4),
    TEMPORAL_FROZEN("Temporal stopped past all heartbeats", 1),
    TEMPORAL_FORGOTTEN("Temporal's database deleted", 1),
    DATABASE_KILLED("PostgreSQL killed (SIGKILL)", 4),
    DATABASE_FROZEN("PostgreSQL stopped for a while", 1),
    RUN_TERMINATED("run terminated", 3),
    RUN_RESET("run reset to its beginning", 3),
    POWER_CUT("power cut: all of Longshore killed, and its files as they were made durable", 3),
    CLOCK_SET("wall clock of a process of Longshore's set an hour on or back", 2),
    DATABASE_CLOCK_SET("wall clock of PostgreSQL set an hour on", 1),
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

    /** Whether it takes a minute, in which others strike. */
    public boolean isSlow() {
        return this == WORKER_LOST || this == WORKER_FROZEN_LONG || this == API_FROZEN_LONG;
    }

    /** Whether it takes a file system that the program has mounted itself. */
    public boolean needsMount() {
        return this == STORE_READ_ONLY || this == STORE_FULL;
    }
}
