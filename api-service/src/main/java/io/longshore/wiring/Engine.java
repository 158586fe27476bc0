package io.longshore.wiring;

import java.net.URI;
import java.util.Optional;

/** Longshore as it runs in one process, its servers apart. */
public interface Engine extends AutoCloseable {

    /** Where its Image API answers; empty in a process that serves none. */
    Optional<URI> api();

    /** Takes no more work, hands over what it does, and lets go of everything. Repeatable. */
    @Override
    void close();
}
