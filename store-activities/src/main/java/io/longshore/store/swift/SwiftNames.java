package io.longshore.store.swift;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the objects are called that make one image's object. */
final class SwiftNames {

    private static final Pattern PIECE =
            Pattern.compile("(.+?)(?:-[0-9]{5}|\\.upload\\.[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

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
        return SwiftServer.encoded(of.container()) + "/" + SwiftServer.encoded(segments(of));
    }

    /** A new mark of somebody who writes there. */
    static SwiftLocation claim(SwiftLocation of) {
        return new SwiftLocation(of.container(), claims(of) + UUID.randomUUID());
    }

    /** With what all such marks begin. */
    static String claims(SwiftLocation of) {
        return of.object() + ".upload.";
    }

    /** The object that {@code name} is a piece of; itself where it is none. */
    static String whole(String name) {
        Matcher piece = PIECE.matcher(name);
        return piece.matches() ? piece.group(1) : name;
    }
}
