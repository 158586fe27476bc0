package io.longshore.store.rbd;

import io.longshore.image.FailureKind;
import io.longshore.image.ImageException;
import io.longshore.image.StoreId;
import io.longshore.store.StoreLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The options of an rbd store.
 *
 * @param conf the cluster's {@code ceph.conf}; option {@code conf}, {@code /etc/ceph/ceph.conf} unless given
 * @param keyring of the user; option {@code keyring}; none: the one that {@code ceph.conf} names, or Ceph's usual places
 * @param user whom Ceph knows Longshore as, without {@code client.}; option {@code user}, {@code admin} unless given
 * @param pool option {@code pool}, {@code images} unless given
 * @param fsid the cluster's; option {@code fsid}; not given: as {@code ceph.conf} has it; none: the cluster says it when it is asked
 * @param objectBytes of the objects that images are made of, a power of two; option {@code chunk-size}, {@code 8MiB} unless given
 * @param partBytes a multiple of 8 MiB; option {@code part-size}, {@code 64MiB} unless given
 * @param timeout after which a call of the cluster has failed; option {@code timeout}, {@code 30s} unless given
 * @param clones whether copies within the cluster begin as clones, which are flattened; option {@code native-copy}: {@code
 *     clone-and-flatten}, or {@code copy}, which holds unless given
 */
public record RbdStoreConfig(
        Path conf,
        @Nullable Path keyring,
        String user,
        String pool,
        @Nullable String fsid,
        long objectBytes,
        long partBytes,
        Duration timeout,
        boolean clones) {

    static final String CONF = "conf";
    static final String KEYRING = "keyring";
    static final String USER = "user";
    static final String POOL = "pool";
    static final String FSID = "fsid";
    static final String CHUNK_SIZE = "chunk-size";
    static final String PART_SIZE = "part-size";
    static final String TIMEOUT = "timeout";
    static final String NATIVE_COPY = "native-copy";

    static final List<String> KNOWN =
            List.of(CHUNK_SIZE, CONF, FSID, KEYRING, NATIVE_COPY, PART_SIZE, POOL, TIMEOUT, USER);
    private static final long DEFAULT_OBJECT_BYTES = 8L << 20;
    private static final long DEFAULT_PART_BYTES = 64L << 20;
    private static final long LARGEST_OBJECT_BYTES = 32L << 20;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(10);
    private static final Pattern SIZE = Pattern.compile("([1-9][0-9]{0,5}) ?(KiB|MiB|GiB)");
    private static final Pattern FSID_LINE =
            Pattern.compile("\\s*fsid\\s*=\\s*([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\s*(?:[#;].*)?");
    private static final Pattern SECONDS = Pattern.compile("([1-9][0-9]{0,3}) ?s");

    /**
     * Reads what the operator wrote. {@code INVALID} names the option that is unknown or senseless, and the remedy.
     *
     * @param configDirectory what relative paths are relative to
     */
    public static RbdStoreConfig of(StoreId id, Path configDirectory, Map<String, Object> options) {
        for (String name : new TreeSet<>(options.keySet())) {
            if (!KNOWN.contains(name)) {
                throw invalid(id, name, "is unknown to an rbd store; known are " + String.join(", ", KNOWN));
            }
        }
        Path given = path(id, configDirectory, CONF, options.get(CONF));
        Path conf = given == null ? Path.of("/etc/ceph/ceph.conf") : given;
        return new RbdStoreConfig(
                conf,
                path(id, configDirectory, KEYRING, options.get(KEYRING)),
                user(id, name(id, USER, options.get(USER), "admin")),
                name(id, POOL, options.get(POOL), "images"),
                fsid(id, conf, options.get(FSID)),
                objectBytes(id, options.get(CHUNK_SIZE)),
                partBytes(id, options.get(PART_SIZE)),
                timeout(id, options.get(TIMEOUT)),
                clones(id, options.get(NATIVE_COPY)));
    }

    /** The exponent of {@link #objectBytes}. */
    int order() {
        return Long.numberOfTrailingZeros(objectBytes);
    }

    private static @Nullable Path path(StoreId id, Path configDirectory, String option, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (!(value instanceof String text) || text.isBlank()) {
            throw invalid(id, option, "must be the path of a file");
        }
        try {
            return configDirectory.resolve(text).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw invalid(id, option, "is not a path: " + e.getReason());
        }
    }

    private static String name(StoreId id, String option, @Nullable Object value, String usual) {
        if (value == null) {
            return usual;
        }
        if (!(value instanceof String text) || text.isBlank()) {
            throw invalid(id, option, "must be a name, as in " + usual);
        }
        return text;
    }

    private static String user(StoreId id, String user) {
        if (user.startsWith("client.")) {
            throw invalid(id, USER, "must be written without client.");
        }
        return user;
    }

    private static @Nullable String fsid(StoreId id, Path conf, @Nullable Object value) {
        if (value == null) {
            return fsidIn(conf);
        }
        try {
            // The text itself is compared by Nova and Cinder, so it is kept as it is, in Ceph's own form.
            String text = value.toString();
            if (UUID.fromString(text).toString().equals(text)) {
                return text;
            }
        } catch (IllegalArgumentException e) {
            throw invalid(id, FSID, "is no UUID; take what `ceph fsid` prints");
        }
        throw invalid(id, FSID, "must be as `ceph fsid` prints it, in lower case");
    }

    /** A file that is not there yet may be there when the cluster is needed. */
    private static @Nullable String fsidIn(Path conf) {
        try (Stream<String> lines = Files.lines(conf)) {
            return lines.map(FSID_LINE::matcher)
                    .filter(Matcher::matches)
                    .map(line -> line.group(1))
                    .findFirst()
                    .orElse(null);
        } catch (IOException | UncheckedIOException e) {
            return null;
        }
    }

    private static long objectBytes(StoreId id, @Nullable Object value) {
        long bytes = value == null ? DEFAULT_OBJECT_BYTES : size(id, CHUNK_SIZE, value);
        if (Long.bitCount(bytes) != 1 || bytes < 4096 || bytes > LARGEST_OBJECT_BYTES) {
            throw invalid(id, CHUNK_SIZE, "must be a power of two from 4KiB to 32MiB, as in 8MiB");
        }
        return bytes;
    }

    private static long partBytes(StoreId id, @Nullable Object value) {
        long bytes = value == null ? DEFAULT_PART_BYTES : size(id, PART_SIZE, value);
        long whole = bytes - bytes % StoreLimits.PART_UNIT_BYTES;
        if (whole == 0) {
            throw invalid(id, PART_SIZE, "must be at least 8MiB");
        }
        return whole;
    }

    private static long size(StoreId id, String option, Object value) {
        Matcher size = SIZE.matcher(value.toString());
        if (!size.matches()) {
            throw invalid(id, option, "must be a number of KiB, MiB or GiB, as in 64MiB");
        }
        int shift = switch (size.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            default -> 30;
        };
        return Long.parseLong(size.group(1)) << shift;
    }

    private static Duration timeout(StoreId id, @Nullable Object value) {
        if (value == null) {
            return DEFAULT_TIMEOUT;
        }
        Matcher seconds = SECONDS.matcher(value.toString());
        if (!seconds.matches()
                || Duration.ofSeconds(Long.parseLong(seconds.group(1))).compareTo(LONGEST_TIMEOUT) > 0) {
            throw invalid(id, TIMEOUT, "must be a number of seconds up to 600s, as in 30s");
        }
        return Duration.ofSeconds(Long.parseLong(seconds.group(1)));
    }

    private static boolean clones(StoreId id, @Nullable Object value) {
        if (value == null || value.equals("copy")) {
            return false;
        }
        if (value.equals("clone-and-flatten")) {
            return true;
        }
        throw invalid(id, NATIVE_COPY, "must be copy or clone-and-flatten");
    }

    private static ImageException invalid(StoreId id, String option, String complaint) {
        return new ImageException(FailureKind.INVALID, "store " + id + ": option " + option + " " + complaint);
    }
}
