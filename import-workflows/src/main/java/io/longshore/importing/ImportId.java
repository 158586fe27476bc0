package io.longshore.importing;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.UUID;

/** The id of one import; on the Image API's wire it is the id of a task. */
public record ImportId(UUID value) {

    /** Reads a UUID; else {@link IllegalArgumentException}. */
    @JsonCreator
    public static ImportId of(String text) {
        return new ImportId(UUID.fromString(text));
    }

    public static ImportId random() {
        return new ImportId(UUID.randomUUID());
    }

    @Override
    @JsonValue
    public String toString() {
        return value.toString();
    }
}
