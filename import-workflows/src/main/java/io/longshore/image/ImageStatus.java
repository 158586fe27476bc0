package io.longshore.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** The life of an image. {@link #canBecome} is the only table of its transitions (Image API v2, as Glance keeps them). */
public enum ImageStatus {
    QUEUED,
    SAVING,
    UPLOADING,
    IMPORTING,
    ACTIVE,
    DEACTIVATED,
    KILLED,
    PENDING_DELETE,
    DELETED;

    /** Whether an image may go from this status to {@code next}. */
    public boolean canBecome(ImageStatus next) {
        return switch (this) {
            case QUEUED ->
                next == SAVING || next == UPLOADING || next == IMPORTING || next == ACTIVE || next == DELETED;
            case SAVING -> next == ACTIVE || next == KILLED || next == DELETED || next == QUEUED;
            case UPLOADING -> next == IMPORTING || next == QUEUED || next == DELETED;
            case IMPORTING -> next == ACTIVE || next == DELETED || next == QUEUED;
            case ACTIVE -> next == PENDING_DELETE || next == DELETED || next == DEACTIVATED;
            case DEACTIVATED -> next == ACTIVE || next == DELETED;
            case PENDING_DELETE -> next == DELETED || next == ACTIVE;
            case KILLED -> next == DELETED;
            case DELETED -> false;
        };
    }

    /** Whether the image's bytes can be read. */
    public boolean hasData() {
        return this == ACTIVE || this == DEACTIVATED || this == PENDING_DELETE;
    }

    /** The status that is written so on the wire; else {@link IllegalArgumentException}. */
    @JsonCreator
    public static ImageStatus of(String wire) {
        return valueOf(wire.toUpperCase(Locale.ROOT));
    }

    /** As written on the wire and in the catalog: lower case. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
