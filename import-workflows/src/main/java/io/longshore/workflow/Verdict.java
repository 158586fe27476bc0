package io.longshore.workflow;

import io.longshore.image.FailureKind;

/** Why a run stops before every copy has come to its own end. */
sealed interface Verdict {

    /** Somebody says so: an operator, a delete, the reconciler, a cancel in Temporal. */
    record Over(String reason) implements Verdict {}

    /** One store failed where all must succeed. */
    record Broken() implements Verdict {}

    /** The bytes cannot be had, so no store gets any. */
    record Sourceless(FailureKind kind, String reason) implements Verdict {}

    /** A later run, or the import's end, has taken this run's place: nothing more may be written. */
    record Superseded() implements Verdict {}
}
