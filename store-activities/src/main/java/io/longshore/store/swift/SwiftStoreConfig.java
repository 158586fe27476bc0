package io.longshore.store.swift;

import io.longshore.image.StoreId;
import io.longshore.keystone.KeystoneCredentials;
import io.longshore.store.StoreOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options of a Swift store.
 *
 * @param auth how to get in; options {@code auth-address}, {@code auth-version} and the credentials
 * @param reference what addresses call the account, in place of its credentials; option {@code reference}, {@code ref1} unless given
 * @param container that holds the images; option {@code container}, {@code glance} unless given
 * @param createsContainer whether a missing container is made at the first upload; option {@code create-container}
 * @param authorities a file of the certificates (PEM) of whom to believe, in place of those that Java believes; option {@code
 *     ca-certificates-file}
 * @param segmentBytes a multiple of 8 MiB; option {@code segment-size}, {@code 192MiB} unless given
 * @param parallelSegments option {@code parallel-segments}, 4 unless given
 * @param silence how long the server may be silent; option {@code timeout}, 60 s unless given
 */
public record SwiftStoreConfig(
        SwiftAccess auth,
        String reference,
        String container,
        boolean createsContainer,
        @Nullable Path authorities,
        long segmentBytes,
        int parallelSegments,
        Duration silence) {

    static final String AUTHORITIES = "ca-certificates-file";

    private static final String AUTH_ADDRESS = "auth-address";
    private static final String AUTH_VERSION = "auth-version";
    private static final String USER = "user";
    static final String KEY = "key";
    private static final String PROJECT = "project";
    private static final String USER_DOMAIN = "user-domain";
    private static final String PROJECT_DOMAIN = "project-domain";
    private static final String APPLICATION_ID = "application-credential-id";
    static final String APPLICATION_SECRET = "application-credential-secret";
    private static final String REGION = "region";
    private static final String ENDPOINT_TYPE = "endpoint-type";
    private static final String SERVICE_TYPE = "service-type";
    private static final String STORAGE_URL = "storage-url";
    static final String REFERENCE = "reference";
    static final String CONTAINER = "container";
    private static final String CREATE_CONTAINER = "create-container";
    static final String SEGMENT_SIZE = "segment-size";
    private static final String PARALLEL_SEGMENTS = "parallel-segments";
    private static final String TIMEOUT = "timeout";

    static final List<String> KNOWN = List.of(
            APPLICATION_ID,
            APPLICATION_SECRET,
            AUTH_ADDRESS,
            AUTH_VERSION,
            AUTHORITIES,
            CONTAINER,
            CREATE_CONTAINER,
            ENDPOINT_TYPE,
            KEY,
            PARALLEL_SEGMENTS,
            PROJECT,
            PROJECT_DOMAIN,
            REFERENCE,
            REGION,
            SEGMENT_SIZE,
            SERVICE_TYPE,
            STORAGE_URL,
            TIMEOUT,
            USER,
            USER_DOMAIN);

    /** Glance's 200 MB, rounded down to whole units. */
    private static final long DEFAULT_SEGMENT_BYTES = 192L << 20;

    private static final long MOST_SEGMENT_BYTES = 5L << 30;
    private static final Pattern CONTAINER_NAME = Pattern.compile("[^/]{1,256}");
    private static final Pattern REFERENCE_NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    /**
     * Reads what the operator wrote. {@code INVALID} names the option that is missing, unknown or senseless, and the remedy.
     *
     * @param configDirectory what a relative file is relative to
     */
    public static SwiftStoreConfig of(StoreId id, Path configDirectory, Map<String, Object> written) {
        StoreOptions options = new StoreOptions(id, SwiftStore.TYPE, KNOWN, written);
        String container = options.text(CONTAINER).orElse("glance");
        if (!CONTAINER_NAME.matcher(container).matches()) {
            throw options.invalid(CONTAINER, "must be the name of a container, without slashes");
        }
        String reference = options.text(REFERENCE).orElse("ref1");
        if (!REFERENCE_NAME.matcher(reference).matches()) {
            throw options.invalid(REFERENCE, "must be letters, digits and . _ - only");
        }
        return new SwiftStoreConfig(
                auth(options),
                reference,
                container,
                options.flag(CREATE_CONTAINER, false),
                options.file(AUTHORITIES, configDirectory),
                options.partBytes(SEGMENT_SIZE, DEFAULT_SEGMENT_BYTES, MOST_SEGMENT_BYTES),
                options.number(PARALLEL_SEGMENTS, 4, 1, 64),
                options.wait(TIMEOUT, Duration.ofSeconds(60)));
    }

    private static SwiftAccess auth(StoreOptions options) {
        URI address = options.server(
                AUTH_ADDRESS,
                options.required(AUTH_ADDRESS, "Keystone's address, or that of Swift's own authentication"));
        if (options.choice(AUTH_VERSION, List.of("1", "3"), "3").equals("1")) {
            for (String other : List.of(PROJECT, USER_DOMAIN, PROJECT_DOMAIN, APPLICATION_ID, APPLICATION_SECRET)) {
                if (options.text(other).isPresent()) {
                    throw options.invalid(other, "means nothing with " + AUTH_VERSION + ": 1; leave it out");
                }
            }
            return new SwiftAccess1(
                    address,
                    options.required(USER, "the user, as in account:user"),
                    options.required(KEY, "the user's key"));
        }
        String face = options.choice(
                        ENDPOINT_TYPE,
                        List.of("publicURL", "internalURL", "adminURL", "public", "internal", "admin"),
                        "publicURL")
                .replace("URL", "");
        return new SwiftAccess3(
                address,
                credentials(options),
                options.text(REGION).orElse(null),
                face,
                options.text(SERVICE_TYPE).orElse("object-store"),
                options.text(STORAGE_URL)
                        .map(url -> options.server(STORAGE_URL, url))
                        .orElse(null));
    }

    private static KeystoneCredentials credentials(StoreOptions options) {
        if (options.text(APPLICATION_ID).isPresent()) {
            return new KeystoneCredentials.Application(
                    options.required(APPLICATION_ID, "the application credential's id"),
                    options.required(APPLICATION_SECRET, "the application credential's secret"));
        }
        return new KeystoneCredentials.Password(
                options.required(USER, "the user's name, or give " + APPLICATION_ID),
                options.text(USER_DOMAIN).orElse("Default"),
                options.required(KEY, "the user's password"),
                options.required(PROJECT, "the name of the project whose account holds the images"),
                options.text(PROJECT_DOMAIN).orElse("Default"));
    }
}
