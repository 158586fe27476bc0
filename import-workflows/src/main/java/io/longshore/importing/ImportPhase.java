package io.longshore.importing;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where an import is. */
public enum ImportPhase {
    /** Accepted and durable; no run has begun yet. */
    ACCEPTED,
    /** Waiting for its turn: a host with room to stage. */
    WAITING,
    /** Bytes are being fetched and copied. */
    COPYING,
    /** It was undone; what it wrote is being deleted. */
    RECLAIMING,
    SUCCEEDED,
    FAILED,
    CANCELLED;

    /** Whether nothing more will happen to the image by this import. */
    public boolean isTerminal() {
        return this == SUCCEEDED || this == FAILED || this == CANCELLED;
    }

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
