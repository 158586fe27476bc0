package io.longshore.staging;

import io.longshore.image.ImageId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which staged file: one generation of one image. The names of its files on disk begin with it. */
record StagedName(ImageId image, int generation) {

    private static final Pattern FILE = Pattern.compile("([0-9a-f-]{36})\\.([0-9]{1,9})(\\.[a-z.]+)");

    /** What a file holds. */
    enum Kind {
        /** The bytes. */
        DATA(".data"),
        /** The checksums of the whole units so far. */
        UNITS(".units"),
        /** Written last: the file is whole, and this is what it holds. */
        SEAL(".seal"),
        /** A seal that is not one yet. */
        UNFINISHED_SEAL(".seal.tmp"),
        /** No more bytes will come, and why. */
        FAILED(".failed");

        private final String suffix;

        Kind(String suffix) {
            this.suffix = suffix;
        }

        static Optional<Kind> of(String suffix) {
            for (Kind kind : values()) {
                if (kind.suffix.equals(suffix)) {
                    return Optional.of(kind);
                }
            }
            return Optional.empty();
        }
    }

    /** One file's name, taken apart. */
    record Parsed(StagedName name, Kind kind) {}

    String file(Kind kind) {
        return image + "." + generation + kind.suffix;
    }

    /** What {@code fileName} is, if it is one of ours. */
    static Optional<Parsed> parse(String fileName) {
        Matcher matcher = FILE.matcher(fileName);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return ImageId.parse(matcher.group(1))
                .flatMap(image -> Kind.of(matcher.group(3))
                        .map(kind -> new Parsed(new StagedName(image, Integer.parseInt(matcher.group(2))), kind)));
    }

    @Override
    public String toString() {
        return "image " + image + " (generation " + generation + ")";
    }
}
