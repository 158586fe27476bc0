package io.longshore.launch.bench;

import java.io.IOException;

/** What some work costs without a service around it. */
interface Floor {

    /** The name under which all floors take their turn among the targets. */
    String PARTICIPANT = "floor";

    String name();

    /** Does the work once, checks that it was done, and removes what it wrote. A wrong result is an {@link IOException}. */
    Sample run(SourceImage image) throws IOException, InterruptedException;
}
