package io.longshore.store.swift;

import io.longshore.image.ObjectUrl;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an object of this account lies. Addresses are Glance's for accounts whose credentials are in a file: {@code
 * swift+config://<reference>/<container>/<object>}. The other form, {@code
 * swift+https://<account>:<user>:<key>@<auth address>/<container>/<object>}, is read where all of it but user and key is this store's, and
 * never written.
 */
record SwiftLocation(String container, String object) {

    private static final Pattern BY_REFERENCE = Pattern.compile("(?i)swift\\+config://([^/]+)/([^/]+)/([^/]+)");
    private static final Pattern BY_AUTH =
            Pattern.compile("(?i)swift(?:\\+(https?))?://(?:(.*)@)?([^/@]+)(/.*)?/([^/]+)/([^/]+)");

    /** The address of {@code object}. */
    static ObjectUrl url(SwiftStoreConfig config, String object) {
        return url(config, new SwiftLocation(config.container(), object));
    }

    /** The address of any object of the account. */
    static ObjectUrl url(SwiftStoreConfig config, SwiftLocation location) {
        return ObjectUrl.of(reference(config) + location.place());
    }

    /** With what all addresses of the account begin. */
    static String reference(SwiftStoreConfig config) {
        return "swift+config://" + config.reference() + "/";
    }

    /** What {@code url} names in the store's container; empty where it names nothing there. */
    static Optional<SwiftLocation> of(ObjectUrl url, SwiftStoreConfig config) {
        Matcher byReference = BY_REFERENCE.matcher(url.value());
        Matcher byAuth = BY_AUTH.matcher(url.value());
        Optional<SwiftLocation> location = Optional.empty();
        if (byReference.matches()) {
            if (byReference.group(1).equals(config.reference())) {
                location = Optional.of(new SwiftLocation(byReference.group(2), byReference.group(3)));
            }
        } else if (byAuth.matches()
                && url.value().indexOf("://") == url.value().lastIndexOf("://")
                && isOfAccount(byAuth.group(2), config.auth())
                && isAt(byAuth, config.auth().address())) {
            location = Optional.of(new SwiftLocation(byAuth.group(5), byAuth.group(6)));
        }
        return location.filter(at -> at.container().equals(config.container()) && !isDetour(at.object()));
    }

    /** A name that a path would lose on its way. */
    private static boolean isDetour(String name) {
        return name.equals(".") || name.equals("..");
    }

    /** Other users of the account see the same objects; an address may name none, or a user alone. */
    private static boolean isOfAccount(@Nullable String credentials, SwiftAccess auth) {
        if (credentials == null) {
            return true;
        }
        int key = credentials.lastIndexOf(':');
        if (key < 0) {
            return false;
        }
        try {
            String user = URLDecoder.decode(credentials.substring(0, key).replace("+", "%2B"), StandardCharsets.UTF_8);
            return !user.contains(":")
                    || auth.account().filter(own -> user.startsWith(own + ":")).isPresent();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isAt(Matcher url, URI address) {
        boolean plain = "http".equalsIgnoreCase(url.group(1));
        return (authority(url.group(3), plain) + path(url.group(4))).equals(bare(address));
    }

    /** An address with its port, without its scheme. */
    static String bare(URI address) {
        return authority(address.getRawAuthority(), "http".equals(address.getScheme())) + path(address.getRawPath());
    }

    private static String authority(String written, boolean plain) {
        String authority = written.toLowerCase(Locale.ROOT);
        return authority.matches(".*:[0-9]+") ? authority : authority + (plain ? ":80" : ":443");
    }

    private static String path(@Nullable String written) {
        return written == null ? "" : written.replaceFirst("/+$", "");
    }

    /** In words. */
    String place() {
        return container + "/" + object;
    }
}
