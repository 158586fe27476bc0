package io.longshore.image;

/**
 * What went wrong, and whether trying again can help: the only truth about retries. Translated twice: to Temporal in {@code
 * ActivityFailures}, to HTTP in {@code GlanceErrors}.
 */
public enum FailureKind {
    /** The thing asked for is not there. */
    NOT_FOUND(false),
    /** Something is already where new bytes should go. */
    ALREADY_EXISTS(false),
    /** Clones or readers hold it. */
    IN_USE(false),
    /** The other side says no, and will go on saying so. */
    FORBIDDEN(false),
    /** What was asked makes no sense; the message names the field. */
    INVALID(false),
    /** The state of the image or import does not allow it now. */
    CONFLICT(false),
    /** A store cannot do this at all. */
    UNSUPPORTED(false),
    /** Larger than a limit or than was announced. */
    TOO_LARGE(false),
    /** No room left in a store. */
    STORE_FULL(false),
    /** No room left for staging; room may come. */
    STAGING_FULL(true),
    /** Bytes differ from what they must be. */
    CORRUPT(false),
    /** The source's bytes cannot be had: gone, refused, malformed; another source may do. */
    SOURCE_LOST(false),
    /** The source broke off or answers badly for now. */
    SOURCE_UNAVAILABLE(true),
    /** The source is no longer what it was: begin a new generation. */
    SOURCE_CHANGED(true),
    /** The staged bytes are gone with their host. */
    STAGING_LOST(false),
    /** The other side does not answer, or says "later". */
    UNAVAILABLE(true),
    /** The catalog's database does not answer: no store and no source is to blame. */
    CATALOG_AWAY(true),
    /** A later attempt, or the import's end, has taken this one's place: stop, delete nothing. */
    SUPERSEDED(false),
    /** Whoever is at it lets go, and another one goes on: the process is going down, or it is work for others. */
    DRAINING(true),
    /** A defect, or a state nobody foresaw. */
    INTERNAL(true);

    private final boolean retryable;

    FailureKind(boolean retryable) {
        this.retryable = retryable;
    }

    /** Whether the same call may succeed later without anybody changing anything. */
    public boolean retryable() {
        return retryable;
    }

    /** Whether the source of the bytes is to blame, not their target. */
    public boolean blamesSource() {
        return this == SOURCE_LOST || this == SOURCE_UNAVAILABLE || this == SOURCE_CHANGED;
    }
}
