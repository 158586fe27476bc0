package io.longshore.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Who may see an image (Image API v2). */
public enum Visibility {
    PUBLIC,
    COMMUNITY,
    SHARED,
    PRIVATE;

    /** The value that is written so on the wire, or empty. */
    public static Optional<Visibility> parse(String wire) {
        return Arrays.stream(values()).filter(v -> v.wire().equals(wire)).findFirst();
    }

    /** The value that is written so on the wire; else {@link IllegalArgumentException}. */
    @JsonCreator
    public static Visibility of(String wire) {
        return parse(wire).orElseThrow(() -> new IllegalArgumentException("unknown: " + wire));
    }

    /** As written on the wire and in the catalog: lower case. */
    @JsonValue
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
