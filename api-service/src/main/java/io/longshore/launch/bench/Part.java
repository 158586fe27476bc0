package io.longshore.launch.bench;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What can be chosen with {@code --only}. */
enum Part {
    COPY,
    WEB,
    DIRECT,
    UNEVEN,
    IO,
    LATENCY,
    RATE,
    REQUESTS,
    CATALOG,
    MEMORY;

    /** Everything but what takes very long. */
    static Set<Part> usual() {
        return EnumSet.complementOf(EnumSet.of(MEMORY));
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Part of(String word) {
        return Arrays.stream(values())
                .filter(part -> part.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'" + word + "' is none of " + words()));
    }

    static String words() {
        return Arrays.stream(values()).map(Part::word).collect(Collectors.joining(", "));
    }
}
