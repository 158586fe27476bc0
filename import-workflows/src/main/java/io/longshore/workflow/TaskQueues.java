package io.longshore.workflow;

import io.longshore.image.StoreId;
import io.longshore.importing.StagingPlace;

/** The names of the queues. Each store has its own: those who wait for one that is slow, or hangs, are in nobody else's way. */
public final class TaskQueues {

    /** Workflow code and its local activities: any worker. */
    public static final String IMPORTS = "longshore-imports";

    /** Deletions, and copies that nobody takes up in their store's own line: any worker. */
    public static final String COPIES = "longshore-copies";

    /** In the names of queues for large images, which have slots of their own. */
    private static final String LARGE = "/large";

    private static final String INTO = "@";

    private TaskQueues() {}

    /** The same work with large images. */
    public static String large(String queue) {
        return queue + LARGE;
    }

    /** The part of {@code queue}, large images' or not, that is written to {@code store}. */
    public static String into(String queue, StoreId store) {
        return queue + INTO + store;
    }

    /** Whether work with large images comes from {@code queue}. */
    public static boolean isLarge(String queue) {
        int into = queue.indexOf(INTO);
        return (into < 0 ? queue : queue.substring(0, into)).endsWith(LARGE);
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
