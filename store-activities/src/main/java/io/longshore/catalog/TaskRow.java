package io.longshore.catalog;

import java.util.UUID;

/** What the wire shows as a task. */
public sealed interface TaskRow permits ImportRow, RegistrationRow {

    /** The same for its whole life, and of no other task. */
    UUID taskId();
}
