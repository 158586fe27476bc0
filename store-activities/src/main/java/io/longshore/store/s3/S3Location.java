package io.longshore.store.s3;

import io.longshore.image.ObjectUrl;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where an object of this store lies. Addresses are Glance's: {@code s3://host/bucket/key} for servers without TLS, {@code
 * s3+https://host/bucket/key} for those with. Older ones carry {@code key:secret@} before the host, the secret not escaped: both are
 * skipped unread, and never written.
 */
record S3Location(String key) {

    private static final Pattern FORM = Pattern.compile("(?i)s3(\\+https?)?://(.+)");
    private static final Pattern PLACE = Pattern.compile("(.+)/([^/]+)/([^/]+)");
    /** Names that a path would lose on its way. */
    private static final Set<String> DETOURS = Set.of(".", "..");

    private static final Pattern DEFAULT_PORT = Pattern.compile(":(80|443)(?=/|$)");

    /** The address of {@code key}. */
    static ObjectUrl url(S3StoreConfig config, String key) {
        String scheme = "https".equals(config.endpoint().getScheme()) ? "s3+https" : "s3";
        return ObjectUrl.of(scheme + "://" + host(config.endpoint()) + "/" + config.bucket() + "/" + key);
    }

    /** What {@code url} names in the store's bucket; empty where it names nothing there. */
    static Optional<S3Location> of(ObjectUrl url, S3StoreConfig config) {
        Matcher form = FORM.matcher(url.value());
        if (!form.matches() || form.group(2).contains("://")) {
            return Optional.empty();
        }
        String withoutCredentials = form.group(2).substring(form.group(2).lastIndexOf('@') + 1);
        Matcher place = PLACE.matcher(withoutCredentials);
        boolean ours = place.matches()
                && bare(place.group(1)).equals(bare(config.endpoint()))
                && place.group(2).equals(config.bucket())
                && !DETOURS.contains(place.group(3));
        return ours ? Optional.of(new S3Location(place.group(3))) : Optional.empty();
    }

    /** The endpoint without what goes without saying. */
    static String bare(URI endpoint) {
        return bare(host(endpoint));
    }

    private static String host(URI endpoint) {
        String path = endpoint.getRawPath() == null ? "" : endpoint.getRawPath().replaceFirst("/+$", "");
        return endpoint.getRawAuthority() + path;
    }

    private static String bare(String host) {
        return DEFAULT_PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
    }
}
