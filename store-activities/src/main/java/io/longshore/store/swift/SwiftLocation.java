package io.longshore.store.swift;

import io.longshore.image.ObjectUrl;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an object of this account lies. Addresses are Glance's for accounts whose credentials are in a file: {@code
 * swift+config://<reference>/<container>/<object>}. The other form, {@code swift+https://<user>:<key>@<auth address>/<container>/<object>},
 * is read, its credentials skipped, and never written.
 */
record SwiftLocation(String container, String object) {

    private static final Pattern BY_REFERENCE = Pattern.compile("(?i)swift\\+config://([^/]+)/([^/]+)/([^/]+)");
    private static final Pattern BY_AUTH = Pattern.compile("(?i)swift(?:\\+https?)?://(.+)");
    private static final Pattern PLACE = Pattern.compile("([^/]+)(?:/.*)?/([^/]+)/([^/]+)");

    /** The address of {@code object}. */
    static ObjectUrl url(SwiftStoreConfig config, String object) {
        return url(config, new SwiftLocation(config.container(), object));
    }

    /** The address of any object of the account. */
    static ObjectUrl url(SwiftStoreConfig config, SwiftLocation location) {
        return ObjectUrl.of("swift+config://" + config.reference() + "/" + location.place());
    }

    /** What {@code url} names in the store's account; empty where it names nothing there. */
    static Optional<SwiftLocation> of(ObjectUrl url, SwiftStoreConfig config) {
        Matcher byReference = BY_REFERENCE.matcher(url.value());
        if (byReference.matches()) {
            return byReference.group(1).equals(config.reference())
                    ? Optional.of(new SwiftLocation(byReference.group(2), byReference.group(3)))
                    : Optional.empty();
        }
        Matcher byAuth = BY_AUTH.matcher(url.value());
        if (!byAuth.matches() || byAuth.group(1).contains("://")) {
            return Optional.empty();
        }
        Matcher place = PLACE.matcher(byAuth.group(1).substring(byAuth.group(1).lastIndexOf('@') + 1));
        return place.matches()
                        && place.group(1)
                                .toLowerCase(Locale.ROOT)
                                .equals(authority(config.auth().address()))
                ? Optional.of(new SwiftLocation(place.group(2), place.group(3)))
                : Optional.empty();
    }

    /** In words. */
    String place() {
        return container + "/" + object;
    }

    private static String authority(URI address) {
        return address.getRawAuthority().toLowerCase(Locale.ROOT);
    }
}
