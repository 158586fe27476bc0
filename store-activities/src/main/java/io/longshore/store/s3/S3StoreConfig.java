package io.longshore.store.s3;

import io.longshore.image.StoreId;
import io.longshore.store.StoreOptions;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options of an S3 store.
 *
 * @param endpoint where the server is; option {@code endpoint}, which is mandatory
 * @param bucket that holds the images; option {@code bucket}, which is mandatory
 * @param region option {@code region}, {@code us-east-1} unless given
 * @param createsBucket whether a missing bucket is made at the first upload; option {@code create-bucket}
 * @param pathStyle whether the bucket is in the path of addresses, not in the host name; option {@code addressing}
 * @param accessKey option {@code access-key}, which is mandatory
 * @param secretKey option {@code secret-key}, which is mandatory
 * @param authorities a file of the certificates (PEM) of whom to believe, in place of those that Java believes; option {@code
 *     ca-certificates-file}
 * @param partBytes a multiple of 8 MiB; option {@code part-size}, {@code 64MiB} unless given
 * @param parallelParts option {@code parallel-parts}, 4 unless given
 * @param silence how long the server may be silent; option {@code timeout}, 60 s unless given
 */
public record S3StoreConfig(
        URI endpoint,
        String bucket,
        String region,
        boolean createsBucket,
        boolean pathStyle,
        String accessKey,
        String secretKey,
        @Nullable Path authorities,
        long partBytes,
        int parallelParts,
        Duration silence) {

    static final String AUTHORITIES = "ca-certificates-file";

    private static final String ENDPOINT = "endpoint";
    static final String BUCKET = "bucket";
    private static final String REGION = "region";
    private static final String CREATE_BUCKET = "create-bucket";
    private static final String ADDRESSING = "addressing";
    static final String ACCESS_KEY = "access-key";
    static final String SECRET_KEY = "secret-key";
    static final String PART_SIZE = "part-size";
    private static final String PARALLEL_PARTS = "parallel-parts";
    private static final String TIMEOUT = "timeout";

    static final List<String> KNOWN = List.of(
            ACCESS_KEY,
            ADDRESSING,
            BUCKET,
            AUTHORITIES,
            CREATE_BUCKET,
            ENDPOINT,
            PARALLEL_PARTS,
            PART_SIZE,
            REGION,
            SECRET_KEY,
            TIMEOUT);

    private static final long DEFAULT_PART_BYTES = 64L << 20;
    private static final long MOST_PART_BYTES = 5L << 30;
    private static final Pattern BUCKET_NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{1,253}[A-Za-z0-9]");
    private static final Pattern HOST_LABEL = Pattern.compile("[a-z0-9][a-z0-9-]{1,61}[a-z0-9]");
    private static final Pattern AMAZON = Pattern.compile("(?i).*\\.amazonaws\\.com(\\.cn)?");
    private static final Pattern AMAZON_OF_REGION =
            Pattern.compile("s3[.-](?:fips\\.|dualstack\\.)*([a-z]{2}(?:-[a-z]+)+-\\d+)\\.amazonaws\\.com(?:\\.cn)?");

    /**
     * Reads what the operator wrote. {@code INVALID} names the option that is missing, unknown or senseless, and the remedy.
     *
     * @param configDirectory what a relative file is relative to
     */
    public static S3StoreConfig of(StoreId id, Path configDirectory, Map<String, Object> written) {
        StoreOptions options = new StoreOptions(id, S3Store.TYPE, KNOWN, written);
        URI endpoint = options.server(
                ENDPOINT, options.required(ENDPOINT, "the server's address, as in https://s3.example.org"));
        String bucket = options.required(BUCKET, "the name of the bucket that holds the images");
        if (!BUCKET_NAME.matcher(bucket).matches()) {
            throw options.invalid(BUCKET, "must be the name of a bucket: letters, digits, dots and dashes");
        }
        return new S3StoreConfig(
                endpoint,
                bucket,
                options.text(REGION).orElseGet(() -> region(endpoint)),
                options.flag(CREATE_BUCKET, false),
                isPathStyle(options, endpoint, bucket),
                options.required(ACCESS_KEY, "the id of the key that the server gave out"),
                options.required(SECRET_KEY, "the secret of the key that the server gave out"),
                options.file(AUTHORITIES, configDirectory),
                options.partBytes(PART_SIZE, DEFAULT_PART_BYTES, MOST_PART_BYTES),
                options.number(PARALLEL_PARTS, 4, 1, 64),
                options.wait(TIMEOUT, Duration.ofSeconds(60)));
    }

    /** The one that Amazon's address names; else the one that servers without regions call theirs. */
    private static String region(URI endpoint) {
        Matcher named = AMAZON_OF_REGION.matcher(endpoint.getHost().toLowerCase(Locale.ROOT));
        return named.matches() ? named.group(1) : "us-east-1";
    }

    private static boolean isPathStyle(StoreOptions options, URI endpoint, String bucket) {
        boolean canBeHost = HOST_LABEL.matcher(bucket).matches();
        return switch (options.choice(ADDRESSING, List.of("auto", "path", "virtual"), "auto")) {
            case "path" -> true;
            case "virtual" -> {
                if (!canBeHost) {
                    throw options.invalid(
                            ADDRESSING,
                            "cannot be virtual: the bucket's name cannot be part of a host name; write path");
                }
                yield false;
            }
            default -> !canBeHost || !AMAZON.matcher(endpoint.getHost()).matches();
        };
    }

    /** Without the keys. */
    @Override
    public String toString() {
        return "S3StoreConfig[" + endpoint + ", " + bucket + "]";
    }
}
