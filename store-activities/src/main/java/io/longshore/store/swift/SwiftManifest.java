package io.longshore.store.swift;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** What makes a dynamic large object: all that is listed under a prefix of a container, in order, is its bytes. */
record SwiftManifest(String container, String prefix) {

    /** Reads {@code <container>/<prefix>}, percent-encoded; empty where it says nothing of the kind. */
    static Optional<SwiftManifest> of(@Nullable String written) {
        int slash = written == null ? -1 : written.indexOf('/');
        if (written == null || slash <= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new SwiftManifest(decoded(written.substring(0, slash)), decoded(written.substring(slash + 1))));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether the object is one of the segments. */
    boolean names(SwiftLocation object) {
        return object.container().equals(container) && object.object().startsWith(prefix);
    }

    /** Any prefix may be written: only one that begins with the object's own name is taken to be its segments' alone. */
    boolean belongsTo(SwiftLocation whole) {
        return prefix.startsWith(whole.object() + "-") || prefix.startsWith(whole.object() + "/");
    }

    /** As one segment of a path. */
    static String encoded(String name) {
        return new HttpUrl.Builder()
                .scheme("http")
                .host("h")
                .addPathSegment(name)
                .build()
                .encodedPath()
                .substring(1);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
