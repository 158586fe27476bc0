package io.longshore.launch.bench;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Something clients do, measured on one target at a time; one or more rows of the result. */
interface Flow {

    List<Row> rows();

    /** How many bytes a target may write for it, all stores and staging together. */
    long roomBytes();

    /** How many stores a target needs for it. */
    default int stores() {
        return 1;
    }

    /**
     * Does it once, checks what came of it, removes what it made. Fails with what the target answered wrongly; what it did wrongly is
     * among the findings.
     */
    Map<Row, Sample> run(Target target) throws IOException, InterruptedException;

    /** Removes what was kept from one run to the next. */
    default void end(Target target) throws IOException, InterruptedException {}
}
