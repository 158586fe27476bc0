package io.longshore.importing;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** Where one store's copy is. */
public enum StoreState {
    WAITING,
    COPYING,
    /** Its last round failed; the next one begins at a known time. */
    RETRYING,
    /** Whole, checked, and the image's. */
    DONE,
    /** Whole and checked, unseen until all others are. */
    LANDED,
    FAILED,
    /** An operator said so. */
    SKIPPED,
    CANCELLED;

    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
