package io.longshore.image;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The id of an image: a UUID, written in lower case. */
public record ImageId(UUID value) implements Comparable<ImageId> {

    private static final Pattern FORM = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** Reads {@code text}, which must be a UUID in its 36-character form; else {@link IllegalArgumentException}. */
    @JsonCreator
    public static ImageId of(String text) {
        return parse(text).orElseThrow(() -> new IllegalArgumentException("not an image id: " + text));
    }

    /** The id that {@code text} names, or empty where it is not a UUID in its 36-character form. */
    public static Optional<ImageId> parse(String text) {
        return FORM.matcher(text).matches() ? Optional.of(new ImageId(UUID.fromString(text))) : Optional.empty();
    }

    public static ImageId random() {
        return new ImageId(UUID.randomUUID());
    }

    @Override
    public int compareTo(ImageId other) {
        return toString().compareTo(other.toString());
    }

    @Override
    @JsonValue
    public String toString() {
        return value.toString();
    }
}
