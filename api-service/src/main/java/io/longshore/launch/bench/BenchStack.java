package io.longshore.launch.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A Longshore that was started to be measured, with all servers that it stands on. */
public interface BenchStack extends AutoCloseable {

    /** Its stores: a source, and ten to copy to. */
    List<String> STORES = List.of(
            "fast", "reliable", "cheap", "edge1", "edge2", "edge3", "edge4", "edge5", "edge6", "edge7", "edge8");

    /** Where its API answers. */
    URI url();

    /** What a caller who may do everything sends as {@code X-Auth-Token}; empty: nothing. */
    Optional<String> token();

    /** The roots of all process trees that it cannot do without: its own, the database's, the workflow server's. */
    List<Long> pids();

    /** The directory that holds one directory for each store, named as the store is. */
    Path stores();

    /** Host and port of its Temporal server. */
    String temporal();

    /** Its Temporal namespace. */
    String namespace();

    /**
     * Gives each of {@code images} that has none an ended import, like that of one of them which has, as a row of the catalog alone; an
     * image without bytes gets a cancelled one. Repeatable; fails where none of them has one to go by.
     */
    void giveImports(List<String> images) throws IOException;

    /** Stops everything it started and waits for it. Repeatable. */
    @Override
    void close();

    /** Starts one. */
    @FunctionalInterface
    interface Opener {

        /**
         * Starts a Longshore with all {@link #STORES}, the first being the default, and returns when it answers. Fails with what did not
         * start, having stopped the rest.
         *
         * @param directory everything of it lies in here; its stores, too
         * @param sourcePort the port on 127.0.0.1 that web-download must be allowed to fetch from
         */
        BenchStack open(Path directory, int sourcePort) throws IOException, InterruptedException;
    }
}
