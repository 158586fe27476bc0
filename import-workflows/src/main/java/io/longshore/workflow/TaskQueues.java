package io.longshore.workflow;

import io.longshore.importing.StagingPlace;

/** The names of the queues. */
public final class TaskQueues {

    /** Workflow code and its local activities: any worker. */
    public static final String IMPORTS = "longshore-imports";

    /** Copies from store to store, and deletions: any worker. */
    public static final String COPIES = "longshore-copies";

    /** At the end of the names of queues for large images, which have slots of their own. */
    private static final String LARGE = "/large";

    private TaskQueues() {}

    /** The same work with large images. */
    public static String large(String queue) {
        return queue + LARGE;
    }

    /** Whether work with large images comes from {@code queue}. */
    public static boolean isLarge(String queue) {
        return queue.endsWith(LARGE);
    }

    /** Fetches into the staging directory that {@code place} names: only the host that works it. */
    public static String fetches(StagingPlace place) {
        return "longshore-fetch/" + place.directory() + "/" + place.host();
    }

    /** Copies from that staging directory: only the same host. */
    public static String stagedCopies(StagingPlace place) {
        return "longshore-copy/" + place.directory() + "/" + place.host();
    }
}
