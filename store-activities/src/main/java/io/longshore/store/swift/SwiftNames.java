package io.longshore.store.swift;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** What the objects are called that make one image's object. */
final class SwiftNames {

    private static final String UUID_TEXT = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Pattern PIECE = Pattern.compile("(.+?)(?:-[0-9]{5}|\\.upload\\." + UUID_TEXT + ")");
    private static final Pattern OF_IMAGES = Pattern.compile("(?i)" + UUID_TEXT + "(?:\\.[1-9][0-9]*)?");

    private SwiftNames() {}

    /** As Glance calls it: {@code <name>-00001}. */
    static SwiftLocation segment(SwiftLocation of, int number) {
        return new SwiftLocation(of.container(), segments(of) + String.format(java.util.Locale.ROOT, "%05d", number));
    }

    /** With what all segments begin, and nothing else does. */
    static String segments(SwiftLocation of) {
        return of.object() + "-";
    }

    /** As a manifest says it. */
    static String manifest(SwiftLocation of) {
        return SwiftManifest.encoded(of.container()) + "/" + SwiftManifest.encoded(segments(of));
    }

    /** A new mark of somebody who writes there. */
    static SwiftLocation claim(SwiftLocation of) {
        return new SwiftLocation(of.container(), claims(of) + UUID.randomUUID());
    }

    /** With what all such marks begin. */
    static String claims(SwiftLocation of) {
        return of.object() + ".upload.";
    }

    /** Whether images' objects are called so, ours and Glance's. */
    static boolean isOfImage(String name) {
        return OF_IMAGES.matcher(name).matches();
    }

    /** Every object whose segment, by whatever client's numbering, {@code at} can be. */
    static Stream<SwiftLocation> wholes(SwiftLocation at) {
        return IntStream.range(1, at.object().length())
                .filter(i -> at.object().charAt(i) == '-')
                .mapToObj(dash -> new SwiftLocation(at.container(), at.object().substring(0, dash)));
    }

    /** The object that {@code name} is a piece of; itself where it is none. */
    static String whole(String name) {
        Matcher piece = PIECE.matcher(name);
        return piece.matches() ? piece.group(1) : name;
    }
}
